/** What can be wrong in an index whose files are those of the build. */
export type FindingKind =
  | 'analyzer-differs'
  | 'block'
  | 'cell-passage'
  | 'document-attribute'
  | 'document-id'
  | 'document-metadata'
  | 'document-url'
  | 'duplicate'
  | 'encoder-differs'
  | 'golden-moved'
  | 'graph-copy'
  | 'graph-link'
  | 'graph-number'
  | 'graph-reach'
  | 'impact'
  | 'largest-impact'
  | 'layout'
  | 'link-count'
  | 'link-incoming'
  | 'link-outgoing'
  | 'list-place'
  | 'list-skip'
  | 'original'
  | 'passage-document'
  | 'passage-end'
  | 'passage-length'
  | 'passage-overlap'
  | 'passage-run'
  | 'passage-span'
  | 'position'
  | 'posting-count'
  | 'posting-order'
  | 'posting-place'
  | 'term-count'
  | 'term-lookup'
  | 'text'
  | 'title-length'
  | 'token-count'
  | 'window-maximum';

export interface Finding {
  readonly kind: FindingKind;
  /** A sentence for people. */
  readonly message: string;
}

/** One wrong number can be behind millions of findings: so many of a kind are told, the others are counted. */
export const MAX_TOLD_OF_KIND = 10;

export class Findings {
  readonly #told: Finding[] = [];
  readonly #counts = new Map<FindingKind, number>();

  add(kind: FindingKind, message: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count <= MAX_TOLD_OF_KIND) this.#told.push({ kind, message });
  }

  has(kind: FindingKind): boolean {
    return this.#counts.has(kind);
  }

  /** All, told or not. */
  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Those told, and for each kind that has more of them one finding that counts these. */
  finish(): Finding[] {
    const untold = [...this.#counts].filter(([, count]) => count > MAX_TOLD_OF_KIND);
    const rest = untold.map(([kind, count]) => ({ kind, message: `${count - MAX_TOLD_OF_KIND} more of kind ${kind}` }));
    return [...this.#told, ...rest];
  }
}
