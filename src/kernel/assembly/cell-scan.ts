import { BLOCK_PASSAGES, NO_PASSAGE } from '../constants';
import { keepLargest } from './largest';

/**
 * AssemblyScript: the codes of one cell after the other, 32 passages at a time. What is kept are the largest keys of all that is
 * scanned, whatever the order of the cells. A key is the score in the high half, its sign turned, and the number inverted in the low half.
 */

let keys: usize = 0;
let room: i32 = 0;
let most: i32 = 0;
let sums: usize = 0;
export let kept: i32 = 0;
/** No passage below this score can be among the largest: as many as are wanted score no less. */
let needed: i32 = i32.MIN_VALUE;
/** For each score from `base` on how many passages were kept with it, smaller ones counted as `base`. */
let bins: usize = 0;
let base: i32 = 0;
/** The last bin whose score is not needed, and how many passages were kept from it on. */
let lowest: i32 = 0;
let above: i32 = 0;
/** The same of fewer passages, `mostNear` of them. */
let mostNear: i32 = 0;
let lowestNear: i32 = 0;
let aboveNear: i32 = 0;

const SIGN: u32 = 0x80000000;

// @ts-ignore: decorator
@inline
export function makeKey(score: i32, number: u32): u64 {
  return (<u64>(<u32>score ^ SIGN) << 32) | <u64>~number;
}

// @ts-ignore: decorator
@inline
export function numberOf(key: u64): u32 {
  return ~<u32>key;
}

// @ts-ignore: decorator
@inline
export function scoreOf(key: u64): i32 {
  return <i32>(<u32>(key >> 32) ^ SIGN);
}

/**
 * @param keysAt room for keyRoom × u64, more than are to be kept
 * @param nearToKeep 1 … mostToKeep: those that `leastNear` speaks of
 * @param sumsAt room for a block of u16
 * @param binsAt room for (mostSum + 1) × u32
 * @param mostAdded what is added to the sums of the first cell, and no less than to those of any other
 * @param mostSum of entries
 */
export function openScan(
  keysAt: usize,
  keyRoom: i32,
  mostToKeep: i32,
  nearToKeep: i32,
  sumsAt: usize,
  binsAt: usize,
  mostAdded: i32,
  mostSum: i32,
): void {
  keys = keysAt;
  room = keyRoom;
  most = mostToKeep;
  mostNear = nearToKeep;
  sums = sumsAt;
  bins = binsAt;
  base = mostAdded;
  memory.fill(bins, 0, <usize>(mostSum + 1) << 2);
  lowest = 0;
  above = 0;
  lowestNear = 0;
  aboveNear = 0;
  kept = 0;
  needed = i32.MIN_VALUE;
}

/** The least score of the largest `nearToKeep` so far, from `mostAdded` on, as 0; −1 while there are fewer. It depends on what was scanned alone. */
export function leastNear(): i32 {
  return aboveNear < mostNear ? -1 : lowestNear;
}

/** Leaves the largest alone at the beginning of the keys. */
export function closeScan(): void {
  const all = kept;
  kept = 0;
  for (let i: i32 = 0; i < all; i++) {
    const key = load<u64>(keys + (<usize>i << 3));
    store<u64>(keys + (<usize>kept << 3), key);
    kept += i32(scoreOf(key) >= needed);
  }
  if (kept > most) keepMost();
}

function keepMost(): void {
  const least = keepLargest(keys, kept, most);
  kept = most;
  needed = max(needed, scoreOf(least));
}

/** Counts a passage that was kept, and raises what is needed when enough score more. */
// @ts-ignore: decorator
@inline
function count(score: i32): void {
  const place = max(score - base, 0);
  const bin = bins + (<usize>place << 2);
  store<u32>(bin, load<u32>(bin) + 1);
  if (place >= lowestNear) {
    aboveNear++;
    let near = aboveNear - load<i32>(bins + (<usize>lowestNear << 2));
    while (near >= mostNear) {
      aboveNear = near;
      lowestNear++;
      near -= load<i32>(bins + (<usize>lowestNear << 2));
    }
  }
  above++;
  if (above <= most) return;
  let rest = above - load<i32>(bins + (<usize>lowest << 2));
  if (rest < most) return;
  do {
    above = rest;
    lowest++;
    rest -= load<i32>(bins + (<usize>lowest << 2));
  } while (rest >= most);
  needed = max(needed, base + lowest);
}

/** What the codes of sixteen passages, two codes in a byte, add: entries of two tables. */
// @ts-ignore: decorator
@inline
function addEntries(low: v128, high: v128, codes: v128): v128 {
  const mask = i8x16.splat(15);
  return i8x16.add(
    i8x16.swizzle(low, v128.and(codes, mask)),
    i8x16.swizzle(high, v128.and(i16x8.shr_u(codes, 4), mask)),
  );
}

/** The same of four tables, of which two have their codes in the next row. */
// @ts-ignore: decorator
@inline
function addFour(table: usize, codes: usize): v128 {
  return i8x16.add(
    addEntries(v128.load(table), v128.load(table, 16), v128.load(codes)),
    addEntries(v128.load(table, 32), v128.load(table, 48), v128.load(codes, 32)),
  );
}

/**
 * @param codes of the first block: tables / 2 × 32 u8
 * @param numbers of its passages
 * @param entries tables × 16 u8
 * @param tables a multiple of 4, at most 512, so that sums stay below 2^15
 * @param added to every sum
 */
export function scanBlocks(
  codes: usize,
  numbers: usize,
  blocks: i32,
  entries: usize,
  tables: i32,
  added: i32,
): void {
  const end = entries + (<usize>tables << 4);
  for (let block: i32 = 0; block < blocks; block++) {
    const least = needed == i32.MIN_VALUE ? 0 : needed - added;
    if (least >= 0x7fff) return;
    // The sums of passages at even and at odd places: bytes in front of and behind those of 16 bits.
    let even = i16x8.splat(0);
    let odd = i16x8.splat(0);
    let evenBehind = i16x8.splat(0);
    let oddBehind = i16x8.splat(0);
    // A cell ends somewhere in a block: where that is in its first half, the other half is not added up.
    const isHalf = block == blocks - 1 && load<u32>(numbers, (BLOCK_PASSAGES / 2) << 2) == NO_PASSAGE;
    if (isHalf) {
      for (let table = entries; table < end; table += 64) {
        const front = addFour(table, codes);
        even = i16x8.add(even, front);
        odd = i16x8.add(odd, i16x8.shr_u(front, 8));
        codes += 64;
      }
    } else {
      // The tables are read twice, by two pointers, so that they are values of one use: V8's first compiler, without AVX, takes the register of the
      // indices for the result of a swizzle whose table is used again, and so reads wrong entries.
      let again = entries;
      for (let table = entries; table < end; table += 64, again += 64) {
        const front = addFour(table, codes);
        const behind = addFour(again, codes + 16);
        even = i16x8.add(even, front);
        odd = i16x8.add(odd, i16x8.shr_u(front, 8));
        evenBehind = i16x8.add(evenBehind, behind);
        oddBehind = i16x8.add(oddBehind, i16x8.shr_u(behind, 8));
        codes += 64;
      }
    }
    even = i16x8.sub(even, i16x8.shl(odd, 8));
    evenBehind = i16x8.sub(evenBehind, i16x8.shl(oddBehind, 8));
    const below = i16x8.splat(<i16>(max(least, 0) - 1));
    const isIn = i8x16.narrow_i16x8_s(i16x8.gt_s(even, below), i16x8.gt_s(odd, below));
    const isInBehind = i8x16.narrow_i16x8_s(i16x8.gt_s(evenBehind, below), i16x8.gt_s(oddBehind, below));
    const bits = <u32>i8x16.bitmask(isIn) | (<u32>i8x16.bitmask(isInBehind) << 16);
    if (bits != 0) {
      v128.store(sums, even);
      v128.store(sums, odd, 16);
      v128.store(sums, evenBehind, 32);
      v128.store(sums, oddBehind, 48);
      keepAll(bits, numbers, added);
    }
    numbers += BLOCK_PASSAGES << 2;
  }
}

/** @param bits of sums that are large enough: eight even places, eight odd ones, and the same of the sixteen behind them */
function keepAll(bits: u32, numbers: usize, added: i32): void {
  for (; bits != 0; bits &= bits - 1) {
    const at = <u32>ctz(bits);
    const place = (at & 16) | ((at & 7) << 1) | ((at >> 3) & 1);
    const number = load<u32>(numbers + (<usize>place << 2));
    const score = added + <i32>load<u16>(sums + (<usize>at << 1));
    if (number == NO_PASSAGE || score < needed) continue;
    store<u64>(keys + (<usize>kept << 3), makeKey(score, number));
    kept++;
    count(score);
    if (kept == room) keepMost();
  }
}
