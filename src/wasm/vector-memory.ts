import { VALUES_PER_STEP } from '../kernel/constants.ts';
import { BATCH_QUERIES, BATCH_ROWS, KERNEL_ROWS } from '../kernel/vector-kernel.ts';
import { planCellScratch } from './cell-scratch.ts';
import { createKernelMemory, type KernelMemory } from './kernel-memory.ts';
import { alignPlace } from './shared-memory.ts';
import { WALK_SCRATCH_BYTES } from './walk-scratch.ts';

/**
 * Memory for the vectors of a shard: the file from address 0, behind it the file of its graph or of its cells where there is one, and for
 * each thread the scratch of the vector kernels. Where the vectors stay on disk there is no file of them, and each thread has room for
 * those that it reads.
 */

/** Dimensions of a query that the scratch has room for. */
export const MAX_KERNEL_DIMENSIONS = 2048;
/** Of vectors in cells: what there is scratch for. Sums of 512 tables have 15 bits. */
const MAX_CELL_DIMENSIONS = 1024;
/** Of a query, widened to 16 bits. */
export const QUERY_BYTES = MAX_KERNEL_DIMENSIONS * 2;
/** Bytes of one of several queries. No power of two: those would all fall into one set of a cache. */
export const BATCH_STRIDE = QUERY_BYTES + 64;

/** Places in a slot, in bytes from its beginning. */
export const QUERY_AT = 0;
export const SCORES_AT = QUERY_AT + QUERY_BYTES;
export const ROWS_AT = SCORES_AT + KERNEL_ROWS * 4;
export const BATCH_QUERIES_AT = ROWS_AT + KERNEL_ROWS * 4;
export const BATCH_SCORES_AT = BATCH_QUERIES_AT + BATCH_QUERIES * BATCH_STRIDE;
export const WALK_AT = BATCH_SCORES_AT + BATCH_QUERIES * BATCH_ROWS * 4;
export const CELLS_AT = alignPlace(WALK_AT + WALK_SCRATCH_BYTES);
export const CELL_SCRATCH = planCellScratch(MAX_CELL_DIMENSIONS);
/** Only where vectors stay on disk: KERNEL_ROWS of them. */
export const ROOM_AT = alignPlace(CELLS_AT + CELL_SCRATCH.bytes);

export interface VectorMemory extends KernelMemory {
  /** Where the file of the graph, or of the cells, begins; meaningless without one. */
  readonly besideAt: number;
}

/** Bytes of KERNEL_ROWS vectors. */
export function roomBytes(dimensions: number): number {
  return KERNEL_ROWS * dimensions;
}

/**
 * @param besideBytes of the file of the graph or of the cells; 0 without one
 * @returns null when the files are too large for a WebAssembly memory, which ends at 4 GiB
 */
export function createVectorMemory(vectorBytes: number, besideBytes = 0): VectorMemory | null {
  const besideAt = alignPlace(vectorBytes);
  const memory = createKernelMemory(besideAt + besideBytes, ROOM_AT);
  return memory === null ? null : { ...memory, besideAt };
}

/**
 * The same for a shard whose vectors stay on disk.
 *
 * @param besideBytes of the file of the cells; 0 without one
 */
export function createRoomMemory(dimensions: number, besideBytes: number): VectorMemory | null {
  const memory = createKernelMemory(besideBytes, ROOM_AT + alignPlace(roomBytes(dimensions)));
  return memory === null ? null : { ...memory, besideAt: 0 };
}

/** Whether vectors of so many dimensions can be in cells. */
export function fitsCells(dimensions: number): boolean {
  return dimensions % VALUES_PER_STEP === 0 && dimensions <= MAX_CELL_DIMENSIONS;
}

/** Whether the kernels in WebAssembly can read vectors of so many dimensions. */
export function fitsVectorKernels(dimensions: number): boolean {
  return dimensions % VALUES_PER_STEP === 0 && dimensions <= MAX_KERNEL_DIMENSIONS;
}
