import { alignPlace, createSharedMemory } from './shared-memory.ts';

/**
 * Memory that WebAssembly can read in place: a file from address 0, and behind it scratch slots, one for each thread that
 * runs a kernel over it.
 *
 *   file        the bytes of the file
 *   …           up to a multiple of 64
 *   claims      i32[SLOTS]   1 for a slot in use
 *   slots       SLOTS × slotBytes; pages that no thread touches cost no memory
 */

const SLOTS = 256;

export interface KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Length of the file at its beginning. */
  readonly fileBytes: number;
  /** A multiple of 64. */
  readonly slotBytes: number;
}

/** @returns null when the file is too large for a WebAssembly memory, which ends at 4 GiB */
export function createKernelMemory(fileBytes: number, slotBytes: number): KernelMemory | null {
  const memory = createSharedMemory(alignPlace(fileBytes) + SLOTS * 4 + SLOTS * slotBytes);
  return memory === null ? null : { memory, fileBytes, slotBytes };
}

/**
 * Address of a slot for the calling thread. Never given back: a thread keeps it until it ends, and threads that end are few.
 *
 * @returns null when all are taken; the caller then computes without the kernel, with the same result
 */
export function claimKernelSlot({ memory, fileBytes, slotBytes }: KernelMemory): number | null {
  const start = alignPlace(fileBytes);
  const claims = new Int32Array(memory.buffer, start, SLOTS);
  for (let slot = 0; slot < SLOTS; slot++) {
    if (Atomics.compareExchange(claims, slot, 0, 1) === 0) return start + SLOTS * 4 + slot * slotBytes;
  }
  return null;
}
