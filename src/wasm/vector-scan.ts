import { QUERIES_PER_STEP } from '../kernel/constants.ts';
import type { QueryVector } from '../kernel/dot-product.ts';
import {
  BATCH_QUERIES,
  BATCH_ROWS,
  KERNEL_ROWS,
  ScalarVectorKernel,
  type VectorKernel,
} from '../kernel/vector-kernel.ts';
import { type BoundKernel, bindKernel } from './bound-kernel.ts';
import type { KernelExports } from './kernel-exports.ts';
import {
  BATCH_QUERIES_AT,
  BATCH_SCORES_AT,
  BATCH_STRIDE,
  fitsVectorKernels,
  QUERY_AT,
  ROOM_AT,
  ROWS_AT,
  roomBytes,
  SCORES_AT,
  type VectorMemory,
} from './vector-memory.ts';

/**
 * The kernel over the vectors of a shard: in WebAssembly where engine, memory and dimensions allow it, and the scalar
 * twin, which gives the same integers, everywhere else.
 *
 * @param memory holds the vectors; null for more than WebAssembly can address
 */
export function openVectorKernel(vectors: Int8Array, dimensions: number, memory: VectorMemory | null): VectorKernel {
  const bound = fitsVectorKernels(dimensions) ? bindKernel('vector-scan', memory) : null;
  if (bound === null) return new ScalarVectorKernel(vectors, dimensions);
  return new WasmVectorKernel(vectors.byteOffset, dimensions, bound);
}

/** A kernel over the vectors that whoever asks it puts into `room`, row after row, at most KERNEL_ROWS. */
export interface RoomKernel {
  readonly kernel: VectorKernel;
  readonly room: Int8Array;
}

/** @param memory as of `createRoomMemory`; null for plain memory, and the scalar twin */
export function openRoomKernel(dimensions: number, memory: VectorMemory | null): RoomKernel {
  const bound = fitsVectorKernels(dimensions) ? bindKernel('vector-scan', memory) : null;
  if (bound === null) {
    const room = new Int8Array(roomBytes(dimensions));
    return { kernel: new ScalarVectorKernel(room, dimensions), room };
  }
  const at = bound.slot + ROOM_AT;
  const room = new Int8Array(bound.buffer, at, roomBytes(dimensions));
  return { kernel: new WasmVectorKernel(at, dimensions, bound), room };
}

export class WasmVectorKernel implements VectorKernel {
  readonly #vectorsAt: number;
  readonly #dimensions: number;
  readonly #slot: number;
  readonly #calls: KernelExports['vector-scan'];
  readonly #query: Int16Array;
  readonly #scores: Int32Array;
  readonly #rows: Uint32Array;
  readonly #queries: Int16Array;
  readonly #batchScores: Int32Array;
  #count = 0;

  constructor(vectorsAt: number, dimensions: number, { calls, buffer, slot }: BoundKernel<'vector-scan'>) {
    this.#vectorsAt = vectorsAt;
    this.#dimensions = dimensions;
    this.#slot = slot;
    this.#calls = calls;
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
    const slot = this.#slot;
    const scoresAt = slot + SCORES_AT;
    this.#calls.gather(slot + QUERY_AT, this.#vectorsAt, slot + ROWS_AT, rows.length, this.#dimensions, scoresAt);
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
      Math.ceil(this.#count / QUERIES_PER_STEP) * QUERIES_PER_STEP,
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
