import type { ParsedQuery } from '../analysis/parsed-query.ts';

/** A query that is parsed and encoded. */
export interface ReadQuery {
  readonly text: string;
  readonly parsed: ParsedQuery;
  /** Null where the mode needs none. */
  readonly vector: Int8Array | null;
  /** The same before it was rounded, where the index keeps its vectors so. */
  readonly floats?: Float32Array;
}
