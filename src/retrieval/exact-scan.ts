import { QUERIES_PER_STEP } from '../kernel/constants.ts';
import { TopList } from '../kernel/top-list.ts';
import { BATCH_QUERIES, BATCH_ROWS, KERNEL_ROWS, type VectorKernel } from '../kernel/vector-kernel.ts';
import { isNarrow, type PassageSet } from './passage-set.ts';
import { type DistinctQuery, distinctQueries, PreparedRankings } from './prepared-rankings.ts';
import {
  type AwaitedQuery,
  EMPTY_RANKING,
  hasDirection,
  type Ranking,
  type RetrieveOptions,
  type Retriever,
  type RetrieverQuery,
} from './retriever.ts';

/** What a dense ranking needs of an index. */
export interface VectorIndex {
  readonly dimensions: number;
  /** Passages of each shard. */
  readonly shards: readonly number[];
  readonly firstPassages: readonly number[];
  readonly documents: Uint32Array;
  readonly isOnePassageEach: boolean;
  /** Per shard: the kernel over its vectors. */
  readonly kernels: readonly VectorKernel[];
}

/** Rows between looks at the deadline, as of a query alone. */
const LOOK_ROWS = KERNEL_ROWS;

/** Every vector that may be ranked is compared with the query: the score is the int32 dot product of int8 vectors. */
export class ExactScan implements Retriever {
  readonly leg = 'dense';
  readonly #index: VectorIndex;
  readonly #prepared = new PreparedRankings();

  constructor(index: VectorIndex) {
    this.#index = index;
  }

  /** Reads the vectors once for up to BATCH_QUERIES queries. What is left over of whole fours is compared alone. */
  prepare(queries: readonly AwaitedQuery[], checkpoint?: () => void): void {
    const distinct = distinctQueries(queries);
    const whole = distinct.length - (distinct.length % QUERIES_PER_STEP);
    for (let start = 0; start < whole; start += BATCH_QUERIES) {
      this.#scanTogether(distinct.slice(start, Math.min(start + BATCH_QUERIES, whole)), checkpoint);
    }
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    const { vector } = query;
    if (!hasDirection(vector)) return EMPTY_RANKING;
    const prepared = this.#prepared.find(vector, options);
    if (prepared !== null) {
      options.checkpoint?.();
      return prepared;
    }
    const { shards, firstPassages, documents } = this.#index;
    const { accept } = options;
    if (accept !== null && isNarrow(accept, documents.length)) return this.#compareAdmitted(vector, accept, options);
    const top = this.#createList(options);
    for (const [i, passages] of shards.entries()) {
      const kernel = this.#index.kernels[i];
      kernel.setQuery(vector);
      for (let start = 0; start < passages; start += KERNEL_ROWS) {
        options.checkpoint?.();
        const rows = Math.min(KERNEL_ROWS, passages - start);
        offerRows(kernel.score(start, rows), 0, rows, firstPassages[i] + start, top, accept);
      }
    }
    return top.ranking();
  }

  /** Reads the vectors of the admitted passages alone. */
  #compareAdmitted(vector: Int8Array, accept: PassageSet, options: RetrieveOptions): Ranking {
    const { kernels, firstPassages } = this.#index;
    const top = this.#createList(options);
    const rows = new Uint32Array(KERNEL_ROWS);
    let count = 0;
    let shard = 0;
    const compare = (): void => {
      if (count === 0) return;
      options.checkpoint?.();
      kernels[shard].setQuery(vector);
      const scores = kernels[shard].scoreRows(rows.subarray(0, count), options.checkpoint);
      for (let i = 0; i < count; i++) {
        if (scores[i] >= top.threshold) top.offer(scores[i], firstPassages[shard] + rows[i]);
      }
      count = 0;
    };
    accept.forEach((passage) => {
      while (passage >= firstPassages[shard + 1]) {
        compare();
        shard++;
      }
      rows[count++] = passage - firstPassages[shard];
      if (count === KERNEL_ROWS) compare();
    });
    compare();
    return top.ranking();
  }

  #scanTogether(queries: readonly DistinctQuery[], checkpoint?: () => void): void {
    const { shards, firstPassages } = this.#index;
    const tops = queries.map((query) => this.#createList(query));
    for (const [i, passages] of shards.entries()) {
      const kernel = this.#index.kernels[i];
      kernel.setQueries(queries.map(({ vector }) => vector));
      for (let start = 0; start < passages; start += BATCH_ROWS) {
        if (start % LOOK_ROWS === 0) checkpoint?.();
        const rows = Math.min(BATCH_ROWS, passages - start);
        const scores = kernel.scoreBatch(start, rows);
        for (let query = 0; query < tops.length; query++) {
          offerRows(scores, query * BATCH_ROWS, rows, firstPassages[i] + start, tops[query], null);
        }
      }
    }
    for (const [i, query] of queries.entries()) this.#prepared.add(query, tops[i].ranking());
  }

  close(): void {
    for (const kernel of this.#index.kernels) kernel.close?.();
  }

  #createList({ depth, unit }: Pick<RetrieveOptions, 'depth' | 'unit'>): TopList {
    const { documents, isOnePassageEach } = this.#index;
    return new TopList(depth, unit === 'document' && !isOnePassageEach ? documents : null);
  }
}

/** @param at where the score of the first row stands */
function offerRows(
  scores: Int32Array,
  at: number,
  rows: number,
  first: number,
  top: TopList,
  accept: PassageSet | null,
): void {
  let { threshold } = top;
  for (let row = 0; row < rows; row++) {
    const score = scores[at + row];
    if (score < threshold || accept?.has(first + row) === false) continue;
    top.offer(score, first + row);
    threshold = top.threshold;
  }
}
