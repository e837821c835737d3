import { SHARD_PASSAGES } from '../limits.ts';
import { createKernelMemory, type KernelMemory } from './kernel-memory.ts';

/**
 * Memory for the vectors of a shard: the file from address 0, behind it the file of its graph where there is one, and for
 * each thread the scratch of the vector kernels.
 */

/** Dimensions of a query that the scratch has room for, widened to 16 bits. */
export const MAX_KERNEL_DIMENSIONS = 2048;
/** Vectors of one call of the scan. */
export const KERNEL_ROWS = 1024;
/** Queries, and vectors, of one call of the scan for several queries. */
export const BATCH_QUERIES = 16;
export const BATCH_ROWS = 64;
/** Bytes of one of several queries. No power of two: those would all fall into one set of a cache. */
export const BATCH_STRIDE = MAX_KERNEL_DIMENSIONS * 2 + 64;
/** Candidates that a walk can keep. */
export const MAX_EF = 4096;
/** Candidates of one choice of neighbours, and places behind them that are written to. */
export const FRONTIER_PLACES = 272;

/** Places in a slot, in bytes from its beginning. */
export const QUERY_AT = 0;
export const SCORES_AT = QUERY_AT + MAX_KERNEL_DIMENSIONS * 2;
export const ROWS_AT = SCORES_AT + KERNEL_ROWS * 4;
export const BATCH_QUERIES_AT = ROWS_AT + KERNEL_ROWS * 4;
export const BATCH_SCORES_AT = BATCH_QUERIES_AT + BATCH_QUERIES * BATCH_STRIDE;
export const GRAPH_SCRATCH_AT = BATCH_SCORES_AT + BATCH_QUERIES * BATCH_ROWS * 4;

/** Scratch of one walk or of one thread that builds, in bytes from its beginning. */
export const FRONTIER_AT = 0;
export const FRONTIER_SCORES_AT = FRONTIER_AT + FRONTIER_PLACES * 4;
export const CHOSEN_AT = FRONTIER_SCORES_AT + FRONTIER_PLACES * 4;
export const TOUCHED_AT = CHOSEN_AT + 64 * 4;
export const BEAM_AT = TOUCHED_AT + 64;
export const FOUND_AT = BEAM_AT + (MAX_EF + 8) * 8;
export const FOUND_SCORES_AT = FOUND_AT + MAX_EF * 4;
export const VISITED_AT = FOUND_SCORES_AT + MAX_EF * 4;
export const GRAPH_SCRATCH_BYTES = VISITED_AT + SHARD_PASSAGES / 8 + 64;
const SLOT_BYTES = GRAPH_SCRATCH_AT + GRAPH_SCRATCH_BYTES;

export interface VectorMemory extends KernelMemory {
  /** Where the file of the graph begins; meaningless without one. */
  readonly graphAt: number;
}

/**
 * @param graphBytes 0 without a graph
 * @returns null when the files are too large for a WebAssembly memory, which ends at 4 GiB
 */
export function createVectorMemory(vectorBytes: number, graphBytes = 0): VectorMemory | null {
  const graphAt = Math.ceil(vectorBytes / 64) * 64;
  const memory = createKernelMemory(graphAt + graphBytes, SLOT_BYTES);
  return memory === null ? null : { ...memory, graphAt };
}
