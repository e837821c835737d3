import type { ShownDocument } from '../format/documents.ts';

/** What an entry takes beside its characters. */
const ENTRY_BYTES = 256;

/** The documents shown most recently, by number, within a bound of bytes. */
export class DocumentCache {
  readonly #maxBytes: number;
  /** Insertion order is the order of use: the first key is the one to drop. */
  readonly #entries = new Map<number, ShownDocument>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes held, at 2 a code unit. */
  get bytes(): number {
    return this.#bytes;
  }

  get(number: number): ShownDocument | undefined {
    const document = this.#entries.get(number);
    if (document !== undefined) {
      this.#entries.delete(number);
      this.#entries.set(number, document);
    }
    return document;
  }

  /** Keeps a document that is not held. One that exceeds the bound alone is not kept. */
  add(number: number, document: ShownDocument): void {
    const bytes = sizeOf(document);
    if (bytes > this.#maxBytes) return;
    this.#entries.set(number, document);
    this.#bytes += bytes;
    for (const [oldest, dropped] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= sizeOf(dropped);
    }
  }
}

function sizeOf({ id, title, text, url, date }: ShownDocument): number {
  const characters = id.length + title.length + text.length + (url?.length ?? 0) + (date?.length ?? 0);
  return ENTRY_BYTES + 2 * characters;
}
