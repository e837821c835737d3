import type { Neighbours } from './ranker.ts';
import type { ReadQuery } from './read-query.ts';

/** The seam of reranking: gives the first hits of a fused list a new order, and may bring others by links. */

/** A hit of the fused list. */
export interface Candidate {
  /** In the fused list, from 1. */
  readonly rank: number;
  readonly score: number;
  readonly passage: number;
  readonly document: number;
}

export interface CandidateText {
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
  /** Of the passage in its document, from 0. */
  readonly number: number;
  /** Of the passage. */
  readonly text: string;
}

/** The texts of some candidates, in their order. They are read when this is called. */
export type ReadTexts = (candidates: readonly Candidate[]) => Promise<readonly CandidateText[]>;

/** The links of the index, as `RankerLinks` gives them. */
export interface FollowedLinks {
  neighboursOf(documents: Uint32Array, limit: number): Promise<Neighbours>;
  /** The first passage of each of the documents that the search admits; `NO_PASSAGE` where it admits none. */
  leadsOf(documents: Uint32Array): Promise<Uint32Array>;
}

/** A document of which no passage is among the candidates, with the passage that stands for it. */
export interface BroughtDocument {
  readonly document: number;
  readonly passage: number;
  /** A safe integer, as those of candidates. */
  readonly score: number;
}

/** The scores of the candidates, and what is to stand among them. */
export interface ScoredWithBrought {
  readonly scores: readonly number[];
  /** Each document once. */
  readonly brought: readonly BroughtDocument[];
}

export interface Reranker {
  /** As requests name it: lower-case letters, digits and hyphens. */
  readonly name: string;
  /**
   * How many of the first hits of the fused list it is given where the request does not say, whatever page is asked for: pages are
   * cut from one list. 0 … MAX_DEPTH.
   */
  readonly depth: number;
  /** The most that a request may have it given, `depth` … MAX_DEPTH. Default: `depth` */
  readonly mostDepth?: number;
  /** Whether an index without links is refused. Default: no */
  readonly needsLinks?: boolean;
  /**
   * A deterministic function of its arguments and of the index.
   *
   * @param candidates the first hits, as many as `depth` says, fewer where the list is shorter, never none
   * @param checkpoint called between pieces of work; throws to give up
   * @param links null in an index without any
   * @param depth how many hits it was to be given: what the request says, or else `depth` of its own
   * @returns a score for each candidate, a safe integer: the higher, the better. Equal ones keep the order of the fused list;
   *   documents that it brings stand behind candidates of their score, in the order of the collection
   */
  rerank(
    query: ReadQuery,
    candidates: readonly Candidate[],
    readTexts: ReadTexts,
    checkpoint: () => void,
    links: FollowedLinks | null,
    depth: number,
  ): Promise<readonly number[] | ScoredWithBrought>;
}
