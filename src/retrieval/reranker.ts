import { StillwebError } from '../errors.ts';
import { MAX_DEPTH } from '../limits.ts';
import { Registry } from '../registry.ts';
import type { ReadQuery } from './read-search.ts';

/** The seam of reranking: gives the first hits of a fused list a new order. */

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

export interface Reranker {
  /** As requests name it: lower-case letters, digits and hyphens. */
  readonly name: string;
  /**
   * How many of the first hits of the fused list it is given, whatever page is asked for: pages are cut from one list.
   * 0 … MAX_DEPTH.
   */
  readonly depth: number;
  /**
   * A deterministic function of its arguments and of the index.
   *
   * @param candidates the first `depth` hits, fewer where the list is shorter, never none
   * @param checkpoint called between pieces of work; throws to give up
   * @returns a score for each candidate, a safe integer: the higher, the better; equal ones keep the order of the fused list
   */
  rerank(
    query: ReadQuery,
    candidates: readonly Candidate[],
    readTexts: ReadTexts,
    checkpoint: () => void,
  ): Promise<readonly number[]>;
}

const NONE: Reranker = { name: 'none', depth: 0, rerank: async () => [] };

const rerankers = new Registry<Reranker>('reranker', [NONE]);

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
 * @throws StillwebError UNSUPPORTED
 */
export function findReranker(name: string | undefined): Reranker {
  const found = name === undefined ? NONE : rerankers.find(name);
  if (found !== undefined) return found;
  const facts = { field: 'rerank', value: name as string, supported: rerankers.names };
  throw new StillwebError('UNSUPPORTED', `there is no reranker ${name}`, facts);
}
