import { SKIP_ENTRIES } from '../kernel/constants.ts';
import { SHARD_PASSAGES, WINDOW_PASSAGES } from '../limits.ts';
import { createKernelMemory, type KernelMemory } from './kernel-memory.ts';
import { alignPlace } from './shared-memory.ts';

/**
 * Memory for the postings of a shard: the file from address 0, behind it the file of its positions where that is held too, and for
 * each thread the scratch of the lexical kernels.
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
const RANK_BYTES = HITS_AT + MAX_KERNEL_HITS * 8;

/** What the scratch of a join has room for; a larger one goes to the scalar kernel. */
export const MAX_JOINED_LISTS = 16;
export const MAX_JOINED_WORDS = 4096;
/** 32-bit words of a record: the passage, and what else is wanted of it. */
export const MAX_RECORD_WORDS = 8;
/** Records of one window, whatever they hold. */
export const FOUND_WORDS = 1 + WINDOW_PASSAGES * MAX_RECORD_WORDS;

/** 32-bit fields of one list: `JoinedList` of src/kernel/assembly/joined-list.ts, which begins as `List` does. */
export const JOINED_FIELDS = LIST_FIELDS + 11;
/** Those that the caller fills besides. */
export const JOINED_PLACES = {
  positions: LIST_FIELDS,
  positionsEnd: LIST_FIELDS + 1,
  total: LIST_FIELDS + 2,
  form: LIST_FIELDS + 3,
  numbers: LIST_FIELDS + 4,
  before: LIST_FIELDS + 5,
  held: LIST_FIELDS + 6,
} as const;

/** Places of a join in a slot; nothing of a ranking is there at the same time. */
export const MARKS_AT = 0;
export const EXPANDED_AT = MARKS_AT + WINDOW_PASSAGES * 2 + 64;
export const PLACES_AT = EXPANDED_AT + 2 * SKIP_ENTRIES * 2;
/** Blocks of entries are written whole. */
export const NUMBERS_BYTES = (WINDOW_PASSAGES + 2 * SKIP_ENTRIES) * 2;
export const KEPT_AT = PLACES_AT + NUMBERS_BYTES;
export const NUMBERS_AT = KEPT_AT + WINDOW_PASSAGES * 2;
export const JOINED_AT = NUMBERS_AT + MAX_JOINED_LISTS * NUMBERS_BYTES;
export const PHRASES_AT = JOINED_AT + MAX_JOINED_LISTS * JOINED_FIELDS * 4;
export const JOIN_ORDER_AT = PHRASES_AT + MAX_JOINED_WORDS * 4;
export const FOUND_AT = JOIN_ORDER_AT + MAX_JOINED_LISTS * 4;
const JOIN_BYTES = FOUND_AT + FOUND_WORDS * 4;

const SLOT_BYTES = alignPlace(Math.max(RANK_BYTES, JOIN_BYTES));

export interface PostingsMemory extends KernelMemory {
  /** Where the file of the positions begins; null where it is not held. */
  readonly positionsAt: number | null;
}

/**
 * @param positionBytes of the file of the positions that is to be held too. Default: none
 * @returns null when the files are too large for a WebAssembly memory, which ends at 4 GiB
 */
export function createPostingsMemory(fileBytes: number, positionBytes: number | null = null): PostingsMemory | null {
  const positionsAt = positionBytes === null ? null : alignPlace(fileBytes);
  const held = positionsAt === null ? fileBytes : positionsAt + (positionBytes ?? 0);
  const memory = createKernelMemory(held, SLOT_BYTES);
  return memory === null ? null : { ...memory, positionsAt };
}
