import type { GraphSearch } from '../kernel/graph-walk.ts';
import { TopList } from '../kernel/top-list.ts';
import type { NearestFinder } from './nearest-first.ts';
import type { Ranking } from './retriever.ts';

/** Our own graphs, one a shard: the best of what the walks through all of them find. */
export class HnswFinder implements NearestFinder {
  readonly #searches: readonly GraphSearch[];
  readonly #firstPassages: readonly number[];
  readonly #ef: number;
  readonly #nearest: number;

  /**
   * @param ef candidates that a walk keeps. One number for every query, or a depth would change the ranking
   * @param nearest the best of them, which are ranked: near the end of its list a walk overlooks more
   */
  constructor(searches: readonly GraphSearch[], firstPassages: readonly number[], ef: number, nearest: number) {
    this.#searches = searches;
    this.#firstPassages = firstPassages;
    this.#ef = ef;
    this.#nearest = nearest;
  }

  findNearest(vector: Int8Array): Ranking {
    if (this.#searches.length === 1) return this.#findInOne(vector);
    const top = new TopList(this.#nearest, null);
    for (const [shard, search] of this.#searches.entries()) {
      const { count, numbers, scores } = search.search(vector, this.#ef);
      const first = this.#firstPassages[shard];
      for (let i = 0; i < Math.min(count, this.#nearest); i++) top.offer(scores[i], first + numbers[i]);
    }
    return top.ranking();
  }

  #findInOne(vector: Int8Array): Ranking {
    const { count, numbers, scores } = this.#searches[0].search(vector, this.#ef);
    const kept = Math.min(count, this.#nearest);
    const [first] = this.#firstPassages;
    const passages = numbers.subarray(0, kept).map((number) => first + number);
    return { passages, scores: Float64Array.from(scores.subarray(0, kept)) };
  }
}
