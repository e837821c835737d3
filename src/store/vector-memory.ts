/**
 * Memory for the vectors of a shard that WebAssembly can read in place: the file from address 0, and behind it one
 * scratch slot for each thread that scans, for its query and its scores.
 *
 *   file        the bytes of `vectors-SSS.bin`
 *   …           up to a multiple of 64
 *   claims      i32[SLOTS]   1 for a slot in use
 *   slots       SLOTS × SLOT_BYTES
 */

const PAGE_BYTES = 65_536;
const SLOTS = 256;
/** Dimensions of a query that a slot has room for, widened to 16 bits. */
export const MAX_KERNEL_DIMENSIONS = 2048;
/** Vectors of one call. */
export const KERNEL_ROWS = 1024;
const SLOT_BYTES = MAX_KERNEL_DIMENSIONS * 2 + KERNEL_ROWS * 4;

/** A scratch slot: where the query and the scores of one thread are, in bytes. */
export interface ScanSlot {
  readonly query: number;
  readonly scores: number;
}

function claimsAt(fileBytes: number): number {
  return Math.ceil(fileBytes / 64) * 64;
}

/** @throws RangeError when the file is larger than a WebAssembly memory (4 GiB) */
export function createVectorMemory(fileBytes: number): WebAssembly.Memory {
  const bytes = claimsAt(fileBytes) + SLOTS * 4 + SLOTS * SLOT_BYTES;
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/**
 * A slot for the calling thread. Never given back: a thread keeps it for its life, and dead threads are few.
 *
 * @returns null when all are taken; the caller then computes without the kernel, with the same result
 */
export function claimSlot(memory: WebAssembly.Memory, fileBytes: number): ScanSlot | null {
  const start = claimsAt(fileBytes);
  const claims = new Int32Array(memory.buffer, start, SLOTS);
  for (let slot = 0; slot < SLOTS; slot++) {
    if (Atomics.compareExchange(claims, slot, 0, 1) !== 0) continue;
    const query = start + SLOTS * 4 + slot * SLOT_BYTES;
    return { query, scores: query + MAX_KERNEL_DIMENSIONS * 2 };
  }
  return null;
}
