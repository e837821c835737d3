/** A piece of a dump: what stands before its first page, or what stands inside one. */
export interface DumpPiece {
  readonly kind: 'head' | 'page';
  /** Null when it is over the limit: then it was counted and thrown away. */
  readonly content: Buffer | null;
  readonly bytes: number;
}

const PAGE = Buffer.from('<page>');
const PAGE_END = Buffer.from('</page>');

/**
 * Cuts the XML of a MediaWiki export into its pages. No parser is needed for that: inside of pages `<` is always escaped. Keeps at
 * most `maxBytes` of a piece; a byte is looked at once, or some few times at the ends of chunks.
 *
 * @see https://www.mediawiki.org/wiki/Help:Export, schema export-0.11
 */
export class PageSplitter {
  readonly #maxBytes: number;
  #kind: 'head' | 'page' | 'between' = 'head';
  /** The piece begun in earlier chunks. */
  #begun: Buffer[] = [];
  #bytes = 0;
  /** The end of the last chunk, where a tag may have begun. */
  #tail: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether a page has begun and not ended. */
  get isInPage(): boolean {
    return this.#kind === 'page';
  }

  *split(chunk: Buffer): Generator<DumpPiece> {
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
    let at = 0;
    for (;;) {
      const mark = this.#kind === 'page' ? PAGE_END : PAGE;
      const found = bytes.indexOf(mark, at);
      if (found < 0) {
        const kept = Math.max(at, bytes.length - mark.length + 1);
        this.#keep(bytes.subarray(at, kept));
        this.#tail = bytes.subarray(kept);
        return;
      }
      this.#keep(bytes.subarray(at, found));
      at = found + mark.length;
      const piece = this.#take();
      this.#kind = this.#kind === 'page' ? 'between' : 'page';
      if (piece !== null) yield piece;
    }
  }

  #keep(part: Buffer): void {
    if (this.#kind === 'between' || part.length === 0) return;
    this.#bytes += part.length;
    if (this.#bytes > this.#maxBytes) this.#begun = [];
    else this.#begun.push(part);
  }

  #take(): DumpPiece | null {
    const kind = this.#kind;
    const bytes = this.#bytes;
    const begun = this.#begun;
    this.#begun = [];
    this.#bytes = 0;
    if (kind === 'between') return null;
    const content = bytes > this.#maxBytes ? null : begun.length === 1 ? begun[0] : Buffer.concat(begun);
    return { kind, content, bytes };
  }
}
