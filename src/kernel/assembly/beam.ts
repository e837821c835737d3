/**
 * AssemblyScript: the beam of a walk, the best candidates seen so far in one ascending-free array of 64-bit keys.
 *
 *   bits 63 … 32   score, signed
 *   bits 31 … 1    2^31 − 1 − number, so that of equal scores the smaller number is the larger key
 *   bit 0          1 when the neighbours of the candidate have been looked at
 *
 * Keys descend. One sorted array serves as both heaps of the usual description: what is to be looked at next is the
 * first key without the bit, what a newcomer has to beat is the last.
 */

export const LOOKED_AT: i64 = 1;

// @ts-ignore: decorator
@inline
export function makeKey(score: i32, number: u32): i64 {
  return (<i64>score << 32) | <i64>((0x7fffffff - number) << 1);
}

// @ts-ignore: decorator
@inline
export function numberOf(key: i64): u32 {
  return 0x7fffffff - (<u32>key >> 1);
}

// @ts-ignore: decorator
@inline
export function scoreOf(key: i64): i32 {
  return <i32>(key >> 32);
}

/** Places before which all keys are larger: where `key` belongs among `held` keys. */
// @ts-ignore: decorator
@inline
export function placeOf(beam: usize, held: i32, key: i64): i32 {
  let low: i32 = 0;
  let length = held;
  while (length > 0) {
    const half = length >> 1;
    const isLarger = load<i64>(beam + (<usize>(low + half) << 3)) > key;
    low = select(low + half + 1, low, isLarger);
    length = select(length - half - 1, half, isLarger);
  }
  return low;
}

/** Moves keys `place` … `last − 1` one place on. Reads and writes up to one key beyond, for which there must be room. */
// @ts-ignore: decorator
@inline
export function makeRoom(beam: usize, place: i32, last: i32): void {
  let at = beam + (<usize>last << 3);
  const end = beam + (<usize>place << 3);
  while (at >= end + 16) {
    at -= 16;
    v128.store(at, v128.load(at), 8);
  }
  if (at > end) store<i64>(end, load<i64>(end), 8);
}
