import { type QueryVector, scoreRows, scoreRun } from '../kernel/dot-product.ts';
import { claimKernelSlot } from '../store/kernel-memory.ts';
import { loadKernelModule } from '../store/kernel-module.ts';
import {
  BATCH_QUERIES,
  BATCH_QUERIES_AT,
  BATCH_ROWS,
  BATCH_SCORES_AT,
  BATCH_STRIDE,
  KERNEL_ROWS,
  MAX_KERNEL_DIMENSIONS,
  QUERY_AT,
  ROWS_AT,
  SCORES_AT,
  type VectorMemory,
} from '../store/vector-memory.ts';

/** Scores vectors of one shard. What a call returns is valid until the next. */
export interface VectorKernel {
  /** Takes the query of the scores to come. */
  setQuery(query: QueryVector): void;
  /** Scores of rows `start` … `start + rows − 1`, at most KERNEL_ROWS. */
  score(start: number, rows: number): Int32Array;
  /** Scores of at most KERNEL_ROWS rows by number. */
  scoreRows(rows: Uint32Array): Int32Array;
  /** Takes the queries of `scoreBatch`, at most BATCH_QUERIES. */
  setQueries(queries: readonly QueryVector[]): void;
  /**
   * Scores of rows `start` … `start + rows − 1`, at most BATCH_ROWS, against every query: those of one query stand
   * together, BATCH_ROWS from those of the next.
   */
  scoreBatch(start: number, rows: number): Int32Array;
}

/**
 * The kernel over the vectors of a shard: in WebAssembly where engine, memory and dimensions allow it, and the scalar
 * twin, which gives the same integers, everywhere else.
 *
 * @param memory holds the vectors; null for more than WebAssembly can address
 */
export function openVectorKernel(vectors: Int8Array, dimensions: number, memory: VectorMemory | null): VectorKernel {
  const isReadable = dimensions % 16 === 0 && dimensions <= MAX_KERNEL_DIMENSIONS;
  const module = isReadable && memory !== null ? loadKernelModule('vector-scan') : null;
  const slot = module === null ? null : claimKernelSlot(memory as VectorMemory);
  if (memory === null || module === null || slot === null) return new ScalarVectorKernel(vectors, dimensions);
  return new WasmVectorKernel(vectors, dimensions, memory.memory, module, slot);
}

type Call = (...numbers: number[]) => void;
type Calls = Readonly<Record<'scan' | 'gather' | 'scanBatch', Call>>;

export class WasmVectorKernel implements VectorKernel {
  readonly #vectorsAt: number;
  readonly #dimensions: number;
  readonly #slot: number;
  readonly #calls: Calls;
  readonly #query: Int16Array;
  readonly #scores: Int32Array;
  readonly #rows: Uint32Array;
  readonly #queries: Int16Array;
  readonly #batchScores: Int32Array;
  #count = 0;

  constructor(
    vectors: Int8Array,
    dimensions: number,
    memory: WebAssembly.Memory,
    module: WebAssembly.Module,
    slot: number,
  ) {
    const { buffer } = memory;
    this.#vectorsAt = vectors.byteOffset;
    this.#dimensions = dimensions;
    this.#slot = slot;
    this.#calls = new WebAssembly.Instance(module, { env: { memory } }).exports as Calls;
    this.#query = new Int16Array(buffer, slot + QUERY_AT, dimensions);
    this.#scores = new Int32Array(buffer, slot + SCORES_AT, KERNEL_ROWS);
    this.#rows = new Uint32Array(buffer, slot + ROWS_AT, KERNEL_ROWS);
    this.#queries = new Int16Array(buffer, slot + BATCH_QUERIES_AT, (BATCH_QUERIES * BATCH_STRIDE) / 2);
    this.#batchScores = new Int32Array(buffer, slot + BATCH_SCORES_AT, BATCH_QUERIES * BATCH_ROWS);
  }

  setQuery(query: QueryVector): void {
    this.#query.set(query);
  }

  score(start: number, rows: number): Int32Array {
    if (rows === 0) return this.#scores;
    const at = this.#vectorsAt + start * this.#dimensions;
    this.#calls.scan(this.#slot + QUERY_AT, at, rows, this.#dimensions, this.#slot + SCORES_AT);
    return this.#scores;
  }

  scoreRows(rows: Uint32Array): Int32Array {
    if (rows.length === 0) return this.#scores;
    this.#rows.set(rows);
    const { gather } = this.#calls;
    const slot = this.#slot;
    gather(slot + QUERY_AT, this.#vectorsAt, slot + ROWS_AT, rows.length, this.#dimensions, slot + SCORES_AT);
    return this.#scores;
  }

  setQueries(queries: readonly QueryVector[]): void {
    for (const [i, query] of queries.entries()) this.#queries.set(query, (i * BATCH_STRIDE) / 2);
    this.#count = queries.length;
  }

  scoreBatch(start: number, rows: number): Int32Array {
    const slot = this.#slot;
    this.#calls.scanBatch(
      slot + BATCH_QUERIES_AT,
      Math.ceil(this.#count / 4) * 4,
      BATCH_STRIDE,
      this.#vectorsAt + start * this.#dimensions,
      rows,
      this.#dimensions,
      slot + BATCH_SCORES_AT,
      BATCH_ROWS,
    );
    return this.#batchScores;
  }
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
