import type { QueryTerm } from '../analysis/parsed-query.ts';
import {
  type LexicalKernel,
  MAX_WEIGHTS,
  type PostingList,
  type ShardHits,
  WINDOW_TUNING,
} from '../kernel/lexical-kernel.ts';
import { FoundPassages } from './found-passages.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { rankDocuments } from './rank-documents.ts';
import {
  EMPTY_RANKING,
  type Ranking,
  type RetrieveOptions,
  type Retriever,
  type RetrieverQuery,
  type TermReach,
} from './retriever.ts';
import { TermDirectory, type TermEntry } from './term-directory.ts';

/** BM25 by integer impacts: each shard's kernel ranks its passages, and what the shards found is merged. */
export class Bm25Retriever implements Retriever {
  readonly leg = 'bm25';
  readonly #index: LexicalIndex;
  readonly #kernels: readonly LexicalKernel[];
  readonly #directory: TermDirectory;

  /** @param kernels one for each shard */
  constructor(index: LexicalIndex, kernels: readonly LexicalKernel[]) {
    this.#index = index;
    this.#kernels = kernels;
    this.#directory = new TermDirectory(index.shards);
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { documents, isOnePassageEach } = this.#index;
    if (options.unit === 'passage' || isOnePassageEach) return this.#rankPassages(query, options.depth, options);
    return rankDocuments((depth) => this.#rankPassages(query, depth, options), options.depth, documents);
  }

  reachOf(terms: readonly string[]): TermReach[] {
    return terms.map((term) => this.#directory.reachOf(term));
  }

  #rankPassages(query: RetrieverQuery, depth: number, options: RetrieveOptions): Ranking {
    const { shards, firstPassages } = this.#index;
    const { accept } = options;
    const entries = query.terms.map(({ term }) => this.#directory.find(term));
    if (accept instanceof FoundPassages) {
      const best = this.#rankFound(query, accept, entries, depth, options);
      if (best !== null) return best;
    }
    let best = EMPTY_RANKING;
    for (let shard = 0; shard < shards.length; shard++) {
      options.checkpoint?.();
      let floor = floorBehind(best, depth);
      const lists: PostingList[] = [];
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i][shard];
        if (entry === null) continue;
        const list = listOf(entry, query.terms[i]);
        lists.push(list);
        // With a filter a stored n-th impact would promise hits that are not there.
        if (accept === null) floor = Math.max(floor, (nthImpact(entry, depth) >> list.shift) * list.weight);
      }
      if (lists.length === 0) continue;
      const admitted = accept?.slice(firstPassages[shard], shards[shard].passages) ?? null;
      const hits = this.#kernels[shard].rank(lists, depth, floor, admitted);
      best = merge(best, hits, firstPassages[shard], depth);
    }
    return best;
  }

  /** @returns null where adding up whole lists is less work than looking each passage up */
  #rankFound(
    { terms }: RetrieverQuery,
    found: FoundPassages,
    entries: readonly (readonly (TermEntry | null)[])[],
    depth: number,
    { checkpoint }: RetrieveOptions,
  ): Ranking | null {
    const { shards, firstPassages, documents } = this.#index;
    if (terms.reduce((sum, { weight }) => sum + weight, 0) > MAX_WEIGHTS) return null;
    const { few, rest } = found.score(terms);
    let work = documents.length;
    for (const i of rest) for (const entry of entries[i]) work += entry?.entries ?? 0;
    if (found.count() * rest.length * WINDOW_TUNING.fewFactor > work) return null;
    let best = EMPTY_RANKING;
    for (let shard = 0, from = 0; shard < shards.length && from < few.length; shard++) {
      checkpoint?.();
      const first = firstPassages[shard];
      const start = from;
      for (const end = first + shards[shard].passages; from < few.length && few[from] < end; from += 2)
        few[from] -= first;
      if (from === start) continue;
      const lists: PostingList[] = [];
      for (const i of rest) {
        const entry = entries[i][shard];
        if (entry !== null) lists.push(listOf(entry, terms[i]));
      }
      const hits = this.#kernels[shard].rankFew(lists, depth, floorBehind(best, depth), few.subarray(start, from));
      best = merge(best, hits, first, depth);
    }
    return best;
  }
}

function listOf({ start, rareCount }: TermEntry, { weight, shift = 0 }: QueryTerm): PostingList {
  return { start, rareCount, weight, shift };
}

/** The lowest score of a hit behind those found. Later shards hold later passages: an equal score no longer enters a full list. */
function floorBehind({ scores }: Ranking, depth: number): number {
  return scores.length === depth ? scores[depth - 1] + 1 : 1;
}

/** A score that at least `depth` passages of the shard reach through this term alone; 0 when it does not tell. */
function nthImpact({ max, tenth, hundredth }: TermEntry, depth: number): number {
  if (depth <= 1) return max;
  if (depth <= 10) return tenth;
  return depth <= 100 ? hundredth : 0;
}

/** The best of two rankings, the second of which has the higher passage numbers. */
function merge(best: Ranking, hits: ShardHits, firstPassage: number, depth: number): Ranking {
  const held = best.scores.length;
  const length = Math.min(depth, held + hits.count);
  const passages = new Uint32Array(length);
  const scores = new Float64Array(length);
  let left = 0;
  let right = 0;
  for (let i = 0; i < length; i++) {
    const isLeft = right >= hits.count || (left < held && best.scores[left] >= hits.scores[right]);
    passages[i] = isLeft ? best.passages[left] : firstPassage + hits.passages[right];
    scores[i] = isLeft ? best.scores[left++] : hits.scores[right++];
  }
  return { passages, scores };
}
