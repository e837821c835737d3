/**
 * AssemblyScript: one term's postings in the window at hand, in the four forms that the postings file has.
 */

import { PACKED_BYTES, RARE_BYTES, SKIP_SHIFT, WINDOW_PASSAGES, WINDOW_SHIFT } from '../constants';

/** The bits of a passage's place in its window. */
export const MASK: u32 = WINDOW_PASSAGES - 1;
const RARE_PASSAGE: u32 = 0xffffff;

/**
 * One term of the query. The caller fills the first seven fields (`LIST_PLACES` in src/wasm/postings-memory.ts); the rest
 * belongs to the window at hand.
 */
@unmanaged
export class List {
  /** How often the term counts. */
  weight: i32;
  /** Its form. */
  entryBytes: i32;
  /** Frequent: its `row`s, u32[windows]. Rare: the end of its postings. */
  rows: usize;
  /** Where the next window begins. */
  next: usize;
  /** Coded: u16 an impact. */
  codes: usize;
  /** Of forms with gaps. */
  gapBits: i32;
  /** Bits by which impacts are shifted right before they count. */
  shift: i32;
  /** The window's entries: addresses, and how many. */
  from: usize;
  to: usize;
  entries: i32;
  /** Largest contribution in the window. */
  bound: i32;
}

/** Goes to the next window; each is entered, in ascending order. @returns whether it holds postings */
export function enter(list: List, window: i32): bool {
  const entryBytes = list.entryBytes;
  if (entryBytes === RARE_BYTES) return enterRare(list, (<u32>window + 1) << WINDOW_SHIFT);
  const row = load<u32>(list.rows + (<usize>window << 2));
  const entries = <i32>(row & 0xffff);
  if (entries === 0) return false;
  const places: usize = entryBytes === PACKED_BYTES ? 0 : <usize>((entries - 1) >> SKIP_SHIFT) << 1;
  list.from = list.next + places;
  list.to = list.from + <usize>(entries * entryBytes);
  list.next = list.to;
  list.entries = entries;
  list.bound = (<i32>(row >>> 16) >>> list.shift) * list.weight;
  return true;
}

function enterRare(list: List, limit: u32): bool {
  const end = list.rows;
  let largest: i32 = 0;
  let at = list.next;
  list.from = at;
  while (at < end && rarePassage(at) < limit) {
    largest = max(largest, <i32>rareImpact(at));
    at += RARE_BYTES;
  }
  list.to = at;
  list.next = at;
  list.entries = <i32>(at - list.from) / RARE_BYTES;
  list.bound = (largest >>> list.shift) * list.weight;
  return list.entries > 0;
}

// @ts-ignore: decorator
@inline
export function rarePassage(at: usize): u32 {
  return load<u32>(at) & RARE_PASSAGE;
}

// @ts-ignore: decorator
@inline
export function rareImpact(at: usize): u32 {
  return <u32>load<u16>(at, 3);
}

// @ts-ignore: decorator
@inline
export function canLookUp(list: List): bool {
  return list.entryBytes !== RARE_BYTES;
}

/** Of a coded list. */
// @ts-ignore: decorator
@inline
export function impactOf(codes: usize, code: u32): u32 {
  return <u32>load<u16>(codes + (<usize>code << 1));
}
