import { EMPTY_RANKING, type Ranking, type RetrieveOptions, type Retriever, type RetrieverQuery } from './retriever.ts';
import { TopList } from './top-list.ts';

/** What a dense ranking needs of an index. */
export interface VectorIndex {
  readonly dimensions: number;
  /** Per shard: passages × dimensions int8 values. */
  readonly shards: readonly Int8Array[];
  readonly firstPassages: readonly number[];
  readonly documents: Uint32Array;
  readonly isOnePassageEach: boolean;
}

/** Passages between two looks at the deadline. */
const CHECKPOINT_PASSAGES = 4096;

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
      const first = firstPassages[i];
      const passages = vectors.length / dimensions;
      for (let start = 0; start < passages; start += CHECKPOINT_PASSAGES) {
        options.checkpoint?.();
        const end = Math.min(passages, start + CHECKPOINT_PASSAGES);
        for (let passage = start; passage < end; passage++) {
          if (options.accept?.has(first + passage) === false) continue;
          const score = dotProduct(vector, vectors, passage * dimensions);
          if (score >= top.threshold) top.offer(score, first + passage);
        }
      }
    }
    return top.ranking();
  }
}

/** Dot product of `query` with as many values from `at`. |result| < 2^31 up to 130,000 dimensions. */
export function dotProduct(query: Int8Array, vectors: Int8Array, at: number): number {
  // Four sums in 32-bit integers: the engine keeps them in registers and need not wait for one before the next.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < query.length; i += 4) {
    a = (a + Math.imul(query[i], vectors[at + i])) | 0;
    b = (b + Math.imul(query[i + 1], vectors[at + i + 1])) | 0;
    c = (c + Math.imul(query[i + 2], vectors[at + i + 2])) | 0;
    d = (d + Math.imul(query[i + 3], vectors[at + i + 3])) | 0;
  }
  for (; i < query.length; i++) a += query[i] * vectors[at + i];
  return a + b + c + d;
}
