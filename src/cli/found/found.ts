import type { AnsweringIndex } from '../../contract/answer-bodies.ts';
import type { FusionDefault } from '../../contract/encoder-description.ts';
import type { Hit, QueryResult } from '../../contract/search.ts';

/** What a search of the terminal found, and what is said of it. */
export interface Found {
  /** The first of several. */
  readonly index: AnsweringIndex;
  /** All that were searched, where several were. */
  readonly together?: Together;
  readonly result: Omit<QueryResult, 'hits'> & { readonly hits: readonly FoundHit[] };
  /** Sentences: why there are no hits, or what speaks against those that there are. */
  readonly remarks: readonly string[];
  /** How the legs were joined, and what percent of the score the dense one gave at least; null where one was asked alone. */
  readonly fusion: Pick<FusionDefault, 'method' | 'denseWeight'> | null;
}

export interface Together {
  readonly indexes: readonly AnsweringIndex[];
  /** What the API answers. */
  readonly response: object;
}

/** A hit of one of several indexes names it. */
export type FoundHit = Hit & { readonly index?: AnsweringIndex };

/** What answered, in the words of the last line. */
export function answeredBy({ index, together }: Pick<Found, 'index' | 'together'>): string {
  return together === undefined ? `Index ${pinned(index)}` : `Indexes ${together.indexes.map(pinned).join(', ')}`;
}

/** `NAME@ID`, as a request pins it. */
export function pinned({ name, id }: AnsweringIndex): string {
  return `${name}@${id}`;
}
