import type { Candidates } from '../kernel/graph-walk.ts';
import { TopList } from '../kernel/top-list.ts';
import type { NearestFinder } from './nearest-first.ts';
import type { Ranking } from './retriever.ts';

/**
 * What an approximate search finds in a shard, best first; valid until the next. The same of every query, or a depth would change the ranking.
 * A search that waits for a disk calls `checkpoint` meanwhile, which throws to give up.
 */
export type ShardSearch = (vector: Int8Array, checkpoint?: () => void) => Candidates;

/** The best of what the searches of all shards find: walks through their graphs, or looks into their cells. */
export class ShardFinder implements NearestFinder {
  readonly #searches: readonly ShardSearch[];
  readonly #firstPassages: readonly number[];
  readonly #nearest: number;

  /** @param nearest the best of them, which are ranked: near the end of its list a search overlooks more */
  constructor(searches: readonly ShardSearch[], firstPassages: readonly number[], nearest: number) {
    this.#searches = searches;
    this.#firstPassages = firstPassages;
    this.#nearest = nearest;
  }

  findNearest(vector: Int8Array, checkpoint?: () => void): Ranking {
    if (this.#searches.length === 1) return this.#findInOne(vector, checkpoint);
    const top = new TopList(this.#nearest, null);
    for (const [shard, search] of this.#searches.entries()) {
      const { count, numbers, scores } = search(vector, checkpoint);
      const first = this.#firstPassages[shard];
      for (let i = 0; i < Math.min(count, this.#nearest); i++) top.offer(scores[i], first + numbers[i]);
    }
    return top.ranking();
  }

  #findInOne(vector: Int8Array, checkpoint?: () => void): Ranking {
    const { count, numbers, scores } = this.#searches[0](vector, checkpoint);
    const kept = Math.min(count, this.#nearest);
    const [first] = this.#firstPassages;
    const passages = numbers.subarray(0, kept).map((number) => first + number);
    return { passages, scores: Float64Array.from(scores.subarray(0, kept)) };
  }
}
