import { type QueryVector, scoreRows, scoreRun } from './dot-product.ts';

/**
 * The seam of vector kernels: dot products of queries with the int8 vectors of one shard. `ScalarVectorKernel` is the
 * scalar form, assembly/vector-scan.ts the WebAssembly one; both give the same integers.
 */

/** Vectors of one call: a multiple of ROWS_PER_STEP. */
export const KERNEL_ROWS = 1024;
/** Queries, a multiple of QUERIES_PER_STEP, and vectors, an even number, of one call for several queries. */
export const BATCH_QUERIES = 16;
export const BATCH_ROWS = 64;

/** Scores vectors of one shard. What a call returns is valid until the next. */
export interface VectorKernel {
  /** Takes the query of the scores to come. */
  setQuery(query: QueryVector): void;
  /** Scores of rows `start` … `start + rows − 1`, at most KERNEL_ROWS. */
  score(start: number, rows: number): Int32Array;
  /**
   * Scores of at most KERNEL_ROWS rows by number.
   *
   * @param checkpoint called between rows where each may take long; throws to give up
   */
  scoreRows(rows: Uint32Array, checkpoint?: () => void): Int32Array;
  /** Takes the queries of `scoreBatch`, at most BATCH_QUERIES. */
  setQueries(queries: readonly QueryVector[]): void;
  /**
   * Scores of rows `start` … `start + rows − 1`, at most BATCH_ROWS, against every query: those of one query stand
   * together, BATCH_ROWS from those of the next.
   */
  scoreBatch(start: number, rows: number): Int32Array;
  /** Lets go of the file that it reads. Absent where there is none. */
  close?(): void;
}

export class ScalarVectorKernel implements VectorKernel {
  readonly #vectors: Int8Array;
  readonly #dimensions: number;
  readonly #scores = new Int32Array(KERNEL_ROWS);
  readonly #batchScores = new Int32Array(BATCH_QUERIES * BATCH_ROWS);
  #query: QueryVector = new Int8Array(0);
  #queries: readonly QueryVector[] = [];

  constructor(vectors: Int8Array, dimensions: number) {
    this.#vectors = vectors;
    this.#dimensions = dimensions;
  }

  setQuery(query: QueryVector): void {
    if (query.length !== this.#dimensions) throw new RangeError(`a query of ${query.length} dimensions`);
    this.#query = query;
  }

  score(start: number, rows: number): Int32Array {
    return scoreRun(this.#query, this.#vectors, start, rows, this.#scores);
  }

  scoreRows(rows: Uint32Array): Int32Array {
    return scoreRows(this.#query, this.#vectors, rows, this.#scores);
  }

  setQueries(queries: readonly QueryVector[]): void {
    this.#queries = queries;
  }

  scoreBatch(start: number, rows: number): Int32Array {
    for (const [i, query] of this.#queries.entries()) {
      scoreRun(query, this.#vectors, start, rows, this.#batchScores.subarray(i * BATCH_ROWS, (i + 1) * BATCH_ROWS));
    }
    return this.#batchScores;
  }
}
