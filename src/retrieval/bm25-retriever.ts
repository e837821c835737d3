import type { ShardPostings } from '../format/postings.ts';
import type { LexicalKernel, PostingList, ShardHits } from '../kernel/lexical-kernel.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { rankDocuments } from './rank-documents.ts';
import { EMPTY_RANKING, type Ranking, type RetrieveOptions, type Retriever, type RetrieverQuery } from './retriever.ts';

/** BM25 by integer impacts: each shard's kernel ranks its passages, and what the shards found is merged. */
export class Bm25Retriever implements Retriever {
  readonly leg = 'bm25';
  readonly #index: LexicalIndex;
  readonly #kernels: readonly LexicalKernel[];

  /** @param kernels one for each shard */
  constructor(index: LexicalIndex, kernels: readonly LexicalKernel[]) {
    this.#index = index;
    this.#kernels = kernels;
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { shards, documents, isOnePassageEach } = this.#index;
    const lists = shards.map((shard) => openLists(shard, query));
    const rank = (depth: number) => this.#rankPassages(lists, depth, options);
    if (options.unit === 'passage' || isOnePassageEach) return rank(options.depth);
    return rankDocuments(rank, options.depth, documents);
  }

  #rankPassages(lists: readonly PostingList[][], depth: number, options: RetrieveOptions): Ranking {
    const { shards, firstPassages } = this.#index;
    const { accept } = options;
    let best = EMPTY_RANKING;
    for (const [i, shard] of shards.entries()) {
      options.checkpoint?.();
      if (lists[i].length === 0) continue;
      // Later shards hold later passages: an equal score no longer enters a full list.
      const floor = best.scores.length === depth ? best.scores[depth - 1] + 1 : 1;
      // With a filter a stored n-th impact would promise hits that are not there.
      const seed = accept === null ? seedThreshold(shard, lists[i], depth) : 1;
      const admitted = accept?.slice(firstPassages[i], shard.passages) ?? null;
      const hits = this.#kernels[i].rank(lists[i], depth, Math.max(floor, seed), admitted);
      best = merge(best, hits, firstPassages[i], depth);
    }
    return best;
  }
}

function openLists(shard: ShardPostings, query: RetrieverQuery): PostingList[] {
  const lists: PostingList[] = [];
  for (const { term, weight } of query.terms) {
    const ordinal = shard.terms.find(term);
    if (ordinal < 0) continue;
    lists.push({ start: shard.starts[ordinal], rareCount: shard.documentFrequencies[ordinal], weight });
  }
  return lists;
}

/** A score that at least `depth` passages of the shard reach through one term alone; 1 when no list tells. */
function seedThreshold(shard: ShardPostings, lists: readonly PostingList[], depth: number): number {
  const { frequentMaxima, frequentTenths, frequentHundredths } = shard;
  const stored = depth <= 1 ? frequentMaxima : depth <= 10 ? frequentTenths : depth <= 100 ? frequentHundredths : null;
  let seed = 1;
  if (stored === null) return seed;
  for (const { start, rareCount, weight } of lists) {
    if (rareCount === 0) seed = Math.max(seed, stored[start] * weight);
  }
  return seed;
}

/** The best of two rankings, the second of which has the higher passage numbers. */
function merge(best: Ranking, hits: ShardHits, firstPassage: number, depth: number): Ranking {
  const length = Math.min(depth, best.scores.length + hits.count);
  const passages = new Uint32Array(length);
  const scores = new Float64Array(length);
  let left = 0;
  let right = 0;
  for (let i = 0; i < length; i++) {
    const isLeft = right >= hits.count || (left < best.scores.length && best.scores[left] >= hits.scores[right]);
    passages[i] = isLeft ? best.passages[left] : firstPassage + hits.passages[right];
    scores[i] = isLeft ? best.scores[left++] : hits.scores[right++];
  }
  return { passages, scores };
}
