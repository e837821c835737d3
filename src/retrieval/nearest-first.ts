import { TopList } from '../kernel/top-list.ts';
import { KERNEL_ROWS } from '../kernel/vector-kernel.ts';
import type { Bitmap } from './bitmap.ts';
import type { VectorIndex } from './exact-scan.ts';
import {
  type AwaitedQuery,
  EMPTY_RANKING,
  hasDirection,
  type Ranking,
  type RetrieveOptions,
  type Retriever,
  type RetrieverQuery,
} from './retriever.ts';

/** Finds the passages nearest to a query, all but a few, with their exact scores and in the total order. */
export interface NearestFinder {
  findNearest(vector: Int8Array): Ranking;
}

/** A filter that admits fewer passages than one in so many is answered by comparing them all. */
const MIN_ADMITTED_SHARE = 4;

/**
 * Approximate nearest neighbours, rescored with the exact int32 dot product of our int8 vectors.
 *
 * What a query ranks is one fixed list, of which every depth and unit shows a part: the nearest passages that a walk
 * through a graph finds, then every other passage that stands behind the last of them under the total order, by an exact
 * scan that is made only when a request reaches so deep. A passage that belongs among the nearest and that the walk
 * overlooks is not in the list. A filter that admits a quarter of the passages or more shows the part of that list that it
 * admits; with a narrower one, and when a request asks for it, every vector is compared.
 */
export class NearestFirst implements Retriever {
  readonly leg = 'dense';
  readonly #index: VectorIndex;
  readonly #finder: NearestFinder;
  readonly #scan: Retriever;

  /** @param scan answers exactly */
  constructor(index: VectorIndex, finder: NearestFinder, scan: Retriever) {
    this.#index = index;
    this.#finder = finder;
    this.#scan = scan;
  }

  prepare(queries: readonly AwaitedQuery[], checkpoint?: () => void): void {
    const exact = queries.filter(({ isExact }) => isExact === true);
    if (exact.length > 0) this.#scan.prepare?.(exact, checkpoint);
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { vector } = query;
    if (!hasDirection(vector)) return EMPTY_RANKING;
    const { accept } = options;
    const { documents, isOnePassageEach } = this.#index;
    const isNarrow = accept !== null && accept.count() * MIN_ADMITTED_SHARE < documents.length;
    if (options.isExact === true || isNarrow) return this.#scan.retrieve(query, options);
    options.checkpoint?.();
    const nearest = this.#finder.findNearest(vector);
    const isGrouped = options.unit === 'document' && !isOnePassageEach;
    const top = new TopList(options.depth, isGrouped ? documents : null);
    for (const [i, passage] of nearest.passages.entries()) {
      if (accept?.has(passage) !== false) top.offer(nearest.scores[i], passage);
    }
    if (!top.isFull && nearest.passages.length > 0) this.#scanBehind(vector, nearest, top, options);
    return top.ranking();
  }

  /** Offers every passage that stands behind the last of the nearest. */
  #scanBehind(vector: Int8Array, nearest: Ranking, top: TopList, { accept, checkpoint }: RetrieveOptions): void {
    const { kernels, shards, firstPassages, dimensions } = this.#index;
    const last = {
      passage: nearest.passages[nearest.passages.length - 1],
      score: nearest.scores[nearest.scores.length - 1],
    };
    for (const [i, kernel] of kernels.entries()) {
      kernel.setQuery(vector);
      const passages = shards[i].length / dimensions;
      for (let start = 0; start < passages; start += KERNEL_ROWS) {
        checkpoint?.();
        const rows = Math.min(KERNEL_ROWS, passages - start);
        offerBehind(kernel.score(start, rows), rows, firstPassages[i] + start, last, top, accept);
      }
    }
  }
}

interface LastHit {
  readonly passage: number;
  readonly score: number;
}

function offerBehind(
  scores: Int32Array,
  rows: number,
  first: number,
  last: LastHit,
  top: TopList,
  accept: Bitmap | null,
): void {
  let { threshold } = top;
  for (let row = 0; row < rows; row++) {
    const score = scores[row];
    const passage = first + row;
    if (score < threshold || score > last.score || (score === last.score && passage <= last.passage)) continue;
    if (accept?.has(passage) === false) continue;
    top.offer(score, passage);
    threshold = top.threshold;
  }
}
