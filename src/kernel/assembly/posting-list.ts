/**
 * AssemblyScript: one term of a query in the window at hand, and the ways into its postings. Part of window-scan.ts.
 */

/** Passages of a window, and the mask of a passage's place in it. */
export const WINDOW: i32 = 1 << 14;
export const MASK: u32 = (1 << 14) - 1;
/** A posting of a rare term: passage u24, impact u16. */
export const RARE_BYTES: usize = 5;
const RARE_PASSAGE: u32 = 0xffffff;

/** One term of the query. The caller fills the first five fields; the rest belongs to the window at hand. */
@unmanaged
export class List {
  /** How often the term counts. */
  weight: i32;
  /** 1: has a row per window. 0: rarer, walked with a running pointer. */
  isFrequent: i32;
  /** Frequent: its `row.start`, u32[windows + 1]. */
  rows: usize;
  /** Frequent: its `row.max`, u16[windows]. */
  maxima: usize;
  /** Frequent: the beginning of `packed`. Rare: the end of its postings. */
  base: usize;
  /** Postings of the window: addresses in `packed`, or in `rare`. A rare list begins with `to` at its first posting. */
  from: usize;
  to: usize;
  /** Largest contribution in the window. */
  bound: i32;
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

/** Windows come in ascending order: the postings of this one begin where those of the last one ended. */
export function enterRare(list: List, base: u32): bool {
  const limit = base + <u32>WINDOW;
  const end = list.base;
  let largest: i32 = 0;
  let at = list.to;
  list.from = at;
  while (at < end && rarePassage(at) < limit) {
    largest = max(largest, <i32>rareImpact(at));
    at += RARE_BYTES;
  }
  list.to = at;
  list.bound = largest * list.weight;
  return at !== list.from;
}

/** Length of a list in the window at hand. */
// @ts-ignore: decorator
@inline
export function lengthOf(list: List): i32 {
  const bytes = <i32>(list.to - list.from);
  return list.isFrequent !== 0 ? bytes >> 2 : bytes / <i32>RARE_BYTES;
}

/** The contribution of a frequent list to a passage of the window: a binary search without a branch to guess. */
export function lookUp(list: List, offset: u32): i32 {
  let at = list.from;
  let length = <i32>((list.to - at) >> 2);
  while (length > 1) {
    const half = length >> 1;
    const middle = at + (<usize>half << 2);
    at = select(middle, at, (load<u32>(middle) & MASK) <= offset);
    length -= half;
  }
  const posting = load<u32>(at);
  return (posting & MASK) === offset ? <i32>(posting >>> 16) * list.weight : 0;
}

/** The same in a rare list, which has few postings in a window. */
export function lookUpRare(list: List, passage: u32): i32 {
  for (let at = list.from; at < list.to; at += RARE_BYTES) {
    if (rarePassage(at) === passage) return <i32>rareImpact(at) * list.weight;
  }
  return 0;
}
