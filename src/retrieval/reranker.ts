import { StillwebError } from '../errors.ts';
import { MAX_DEPTH } from '../limits.ts';
import { Registry } from '../registry.ts';
import { GRAPH_RERANKER } from './graph-reranker.ts';
import type { Neighbours } from './ranker.ts';
import type { ReadQuery } from './read-search.ts';

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
   * How many of the first hits of the fused list it is given, whatever page is asked for: pages are cut from one list.
   * 0 … MAX_DEPTH.
   */
  readonly depth: number;
  /** Whether an index without links is refused. Default: no */
  readonly needsLinks?: boolean;
  /**
   * A deterministic function of its arguments and of the index.
   *
   * @param candidates the first `depth` hits, fewer where the list is shorter, never none
   * @param checkpoint called between pieces of work; throws to give up
   * @param links null in an index without any
   * @returns a score for each candidate, a safe integer: the higher, the better. Equal ones keep the order of the fused list;
   *   documents that it brings stand behind candidates of their score, in the order of the collection
   */
  rerank(
    query: ReadQuery,
    candidates: readonly Candidate[],
    readTexts: ReadTexts,
    checkpoint: () => void,
    links: FollowedLinks | null,
  ): Promise<readonly number[] | ScoredWithBrought>;
}

const NONE: Reranker = { name: 'none', depth: 0, rerank: async () => [] };

const rerankers = new Registry<Reranker>('reranker', [NONE, GRAPH_RERANKER]);

/** @throws TypeError when another one has the name, or when name or depth are none */
export function registerReranker(reranker: Reranker): void {
  const { name, depth } = reranker;
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name))
    throw new TypeError(`registerReranker: ${name} is no name of a reranker`);
  if (!Number.isInteger(depth) || depth < 0 || depth > MAX_DEPTH) {
    throw new TypeError(`registerReranker: ${name} has a depth of ${depth}, not of 0 to ${MAX_DEPTH}`);
  }
  rerankers.add(reranker);
}

/**
 * @param name absent: `none`
 * @param hasLinks whether the index has any
 * @throws StillwebError UNSUPPORTED
 */
export function findReranker(name: string | undefined, hasLinks = true): Reranker {
  const found = name === undefined ? NONE : rerankers.find(name);
  if (found !== undefined && (hasLinks || found.needsLinks !== true)) return found;
  const supported = rerankers.all.filter(({ needsLinks }) => hasLinks || needsLinks !== true).map((each) => each.name);
  const facts = { field: 'rerank', value: name as string, supported };
  const message =
    found === undefined
      ? `there is no reranker ${name}`
      : `the reranker ${name} follows links, and the index has none between its documents`;
  throw new StillwebError('UNSUPPORTED', message, facts);
}
