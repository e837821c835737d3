import { SHARD_PASSAGES, WINDOW_PASSAGES } from '../limits.ts';
import { createKernelMemory, type KernelMemory } from './kernel-memory.ts';

/**
 * Memory for the postings of a shard: the file from address 0, and for each thread the scratch of the lexical kernel.
 */

/** What the scratch has room for; a larger query goes to the scalar kernel. */
export const MAX_KERNEL_LISTS = 1024;
export const MAX_KERNEL_HITS = 16_384;

/** 32-bit fields of one list: `List` of src/kernel/assembly/window-list.ts, which says what they mean. */
export const LIST_FIELDS = 11;
/** Those that the caller fills. */
export const LIST_PLACES = { weight: 0, entryBytes: 1, rows: 2, next: 3, codes: 4, gapBits: 5, shift: 6 } as const;

/** Places in a slot, in bytes from its beginning. */
export const SUMS_AT = 0;
export const ORDER_AT = SUMS_AT + WINDOW_PASSAGES * 4;
export const LISTS_AT = ORDER_AT + MAX_KERNEL_LISTS * 4;
export const ACCEPT_AT = LISTS_AT + MAX_KERNEL_LISTS * LIST_FIELDS * 4;
export const HITS_AT = ACCEPT_AT + SHARD_PASSAGES / 8;
const SLOT_BYTES = HITS_AT + MAX_KERNEL_HITS * 8;

/** @returns null when the file is too large for a WebAssembly memory, which ends at 4 GiB */
export function createPostingsMemory(fileBytes: number): KernelMemory | null {
  return createKernelMemory(fileBytes, SLOT_BYTES);
}
