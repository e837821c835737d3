import type { QueryTerm } from '../analysis/parsed-query.ts';
import type { PassageSet } from './passage-set.ts';

/** The seam of retrieval: one leg of a search, from a query to ranked passages. */

/** Both forms of one query; a lexical retriever reads the terms, a dense one the vector. */
export interface RetrieverQuery {
  readonly terms: readonly QueryTerm[];
  /** Absent where the index has no encoder. All zeros: the text says nothing to the encoder, and nothing is found. */
  readonly vector: Int8Array | null;
  /** The same before it was rounded, where the index keeps its vectors so. */
  readonly floats?: Float32Array;
}

/** What one term can add to the score of any passage. */
export interface TermReach {
  /** Whether any passage holds the term. */
  readonly isHeld: boolean;
  /** What it adds at most, named once and counted fully; of a term that none holds: what any term could add at most. */
  readonly impact: number;
}

export interface RetrieveOptions {
  /** Hits wanted, 1 or more: as many as a page reaches, and more where identical texts are folded. */
  readonly depth: number;
  /** `document`: at most one passage of a document, its best. `passage`: every passage for itself. */
  readonly unit: 'document' | 'passage';
  /** Passages that may be ranked; null for all. */
  readonly accept: PassageSet | null;
  /** Compare every vector, where the retriever would otherwise overlook some. */
  readonly isExact?: boolean;
  /** Called between pieces of work; throws to give up (a deadline). */
  readonly checkpoint?: () => void;
}

/** A query that is about to be asked, of all passages. */
export interface AwaitedQuery extends Pick<RetrieveOptions, 'depth' | 'unit' | 'isExact'> {
  /** The very array that will be asked with. */
  readonly vector: Int8Array;
}

/**
 * Ranked passages: scores descend, equal scores stand in ascending passage order. Scores are integers. An approximate
 * retriever ranks two parts, each of them so: what it finds first, and behind it all that it overlooked or that scores less.
 */
export interface Ranking {
  readonly passages: Uint32Array;
  readonly scores: Float64Array;
}

/**
 * A deterministic ranking of one index.
 *
 * - Equal calls give equal rankings. A smaller depth gives a prefix of a larger one.
 * - A lexical retriever returns every passage of a score above 0: it holds one of the terms, and what that adds is not
 *   shifted to nothing. A dense one ranks all passages.
 * - A query without terms (or with a vector of zeros) gives an empty ranking.
 */
export interface Retriever {
  readonly leg: 'bm25' | 'dense';
  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking;
  /**
   * Computes together what will be asked next, as far as that costs less than one by one. Changes no answer, also when it is
   * given up. Absent where nothing is gained by it.
   *
   * @param checkpoint called between pieces of work; throws to give up
   */
  prepare?(queries: readonly AwaitedQuery[], checkpoint?: () => void): void;
  /**
   * What each term, named once and counted fully, adds to the score of a passage; 0 where the passage does not hold it. Absent where that
   * is the impact stored in our postings.
   */
  impacts?(passage: number, terms: readonly QueryTerm[]): number[];
  /** Of a lexical retriever: the reach of each of the terms. Absent where that is as our postings say. */
  reachOf?(terms: readonly string[]): TermReach[];
  /** Lets go of the files that it reads while it is asked. Absent where there are none. */
  close?(): void;
}

/** Whether a dense retriever ranks anything for it: a vector of zeros is near to nothing. */
export function hasDirection(vector: Int8Array | null): vector is Int8Array {
  return vector?.some((value) => value !== 0) ?? false;
}

export const EMPTY_RANKING: Ranking = { passages: new Uint32Array(0), scores: new Float64Array(0) };
