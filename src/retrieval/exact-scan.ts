import { TopList } from '../kernel/top-list.ts';
import { KERNEL_ROWS } from '../store/vector-memory.ts';
import type { Bitmap } from './bitmap.ts';
import { EMPTY_RANKING, type Ranking, type RetrieveOptions, type Retriever, type RetrieverQuery } from './retriever.ts';
import type { VectorKernel } from './vector-kernel.ts';

/** What a dense ranking needs of an index. */
export interface VectorIndex {
  readonly dimensions: number;
  /** Per shard: passages × dimensions int8 values. */
  readonly shards: readonly Int8Array[];
  readonly firstPassages: readonly number[];
  readonly documents: Uint32Array;
  readonly isOnePassageEach: boolean;
  /** Per shard: the kernel over its vectors. */
  readonly kernels: readonly VectorKernel[];
}

/** Every vector is compared with the query: the score is the int32 dot product of int8 vectors. */
export class ExactScan implements Retriever {
  readonly leg = 'dense';
  readonly #index: VectorIndex;

  constructor(index: VectorIndex) {
    this.#index = index;
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { vector } = query;
    if (vector === null || vector.every((value) => value === 0)) return EMPTY_RANKING;
    const { dimensions, shards, firstPassages, documents, isOnePassageEach } = this.#index;
    const isGrouped = options.unit === 'document' && !isOnePassageEach;
    const top = new TopList(options.depth, isGrouped ? documents : null);
    for (const [i, vectors] of shards.entries()) {
      const kernel = this.#index.kernels[i];
      kernel.setQuery(vector);
      const passages = vectors.length / dimensions;
      for (let start = 0; start < passages; start += KERNEL_ROWS) {
        options.checkpoint?.();
        const rows = Math.min(KERNEL_ROWS, passages - start);
        offerRows(kernel.score(start, rows), rows, firstPassages[i] + start, top, options.accept);
      }
    }
    return top.ranking();
  }
}

function offerRows(scores: Int32Array, rows: number, first: number, top: TopList, accept: Bitmap | null): void {
  let { threshold } = top;
  for (let row = 0; row < rows; row++) {
    const score = scores[row];
    if (score < threshold || accept?.has(first + row) === false) continue;
    top.offer(score, first + row);
    threshold = top.threshold;
  }
}
