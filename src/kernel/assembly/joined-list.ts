/**
 * AssemblyScript: a list that is joined with others: its candidates in the window at hand, and the positions of each of its
 * entries.
 */
import {
  CODED_BYTES,
  PACKED_BYTES,
  POSITION_SHIFT,
  RARE_BYTES,
  TRIPLE_BYTES,
} from '../constants';
import { enter, List, MASK, rarePassage } from './window-list';

/** A list, and what the caller fills besides (`JOINED_PLACES` in src/wasm/joined-memory.ts). */
@unmanaged
export class JoinedList extends List {
  /** Its positions: where those of the term begin and end, its entries in all, and the form of a single block. */
  positions: usize;
  positionsEnd: usize;
  total: i32;
  form: i32;
  /** u16 a candidate: its entry in the window. */
  numbers: usize;
  /** Entries in the windows before, and in this one. */
  before: i32;
  held: i32;
  /** Positions of the candidate at hand: where, how many, and the bytes of each. `candidate` says whose they are. */
  at: usize;
  count: i32;
  width: i32;
  candidate: i32;
}

/** Goes to the next window. */
export function enterWindow(list: JoinedList, window: i32): void {
  list.before += list.held;
  list.held = enter(list, window) ? list.entries : 0;
}

/** Writes the places of all postings of the window, and their entries. @returns how many */
export function collect(list: JoinedList, places: usize): i32 {
  const entryBytes = list.entryBytes;
  const numbers = list.numbers;
  const to = list.to;
  let at = list.from;
  let count: i32 = 0;
  if (entryBytes === RARE_BYTES) {
    for (; at < to; at += RARE_BYTES, count++) put(places, numbers, count, rarePassage(at) & MASK, count);
    return count;
  }
  if (entryBytes === PACKED_BYTES) {
    for (; at < to; at += PACKED_BYTES, count++) put(places, numbers, count, load<u32>(at) & MASK, count);
    return count;
  }
  if (entryBytes === CODED_BYTES) return collectGaps<u16>(list, places);
  return collectGaps<u32>(list, places);
}

function collectGaps<Entry>(list: JoinedList, places: usize): i32 {
  const bits = list.gapBits;
  const mask: u32 = (1 << bits) - 1;
  const numbers = list.numbers;
  const to = list.to;
  let place: u32 = 0;
  let count: i32 = 0;
  let entry: i32 = 0;
  for (let at = list.from; at < to; at += entryBytesOf<Entry>(), entry++) {
    const value = entryOf<Entry>(at);
    place += value & mask;
    put(places, numbers, count, place, entry);
    // What bridges a gap is written over by the next.
    count += select(1, 0, value >>> bits !== 0);
  }
  return count;
}

/**
 * Keeps the candidates that the list has.
 *
 * @param marks u16 for each passage of the window: the number of its candidate + 1, or 0
 * @param kept u16 for each that is kept: its number before, + 1
 * @returns how many are kept
 */
export function keepMarked(list: JoinedList, marks: usize, kept: usize): i32 {
  const entryBytes = list.entryBytes;
  const numbers = list.numbers;
  const to = list.to;
  let at = list.from;
  let count: i32 = 0;
  let entry: i32 = 0;
  if (entryBytes === RARE_BYTES) {
    for (; at < to; at += RARE_BYTES, entry++) count += keep(marks, kept, numbers, count, rarePassage(at) & MASK, entry);
    return count;
  }
  if (entryBytes === PACKED_BYTES) {
    for (; at < to; at += PACKED_BYTES, entry++) count += keep(marks, kept, numbers, count, load<u32>(at) & MASK, entry);
    return count;
  }
  if (entryBytes === CODED_BYTES) return keepMarkedGaps<u16>(list, marks, kept);
  return keepMarkedGaps<u32>(list, marks, kept);
}

function keepMarkedGaps<Entry>(list: JoinedList, marks: usize, kept: usize): i32 {
  const bits = list.gapBits;
  const mask: u32 = (1 << bits) - 1;
  const numbers = list.numbers;
  const to = list.to;
  let place: u32 = 0;
  let count: i32 = 0;
  let entry: i32 = 0;
  for (let at = list.from; at < to; at += entryBytesOf<Entry>(), entry++) {
    const value = entryOf<Entry>(at);
    place += value & mask;
    const isKept = keep(marks, kept, numbers, count, place, entry);
    count += select(isKept, 0, value >>> bits !== 0);
  }
  return count;
}

// @ts-ignore: decorator
@inline
function put(places: usize, numbers: usize, count: i32, place: u32, entry: i32): void {
  store<u16>(places + (<usize>count << 1), <u16>place);
  store<u16>(numbers + (<usize>count << 1), <u16>entry);
}

/** Without a branch: half of the guesses would be wrong. */
// @ts-ignore: decorator
@inline
function keep(marks: usize, kept: usize, numbers: usize, count: i32, place: u32, entry: i32): i32 {
  const mark = load<u16>(marks + (<usize>place << 1));
  store<u16>(kept + (<usize>count << 1), mark);
  store<u16>(numbers + (<usize>count << 1), <u16>entry);
  return select(1, 0, mark !== 0);
}

// @ts-ignore: decorator
@inline
function entryBytesOf<Entry>(): usize {
  return sizeof<Entry>() === 2 ? CODED_BYTES : TRIPLE_BYTES;
}

// @ts-ignore: decorator
@inline
function entryOf<Entry>(at: usize): u32 {
  return sizeof<Entry>() === 2 ? <u32>load<u16>(at) : load<u32>(at) & 0xffffff;
}

/**
 * Finds the positions of a candidate.
 *
 * @returns false where they do not lie among those of the term
 */
export function locate(list: JoinedList, candidate: i32): bool {
  list.candidate = candidate;
  const entry = list.before + <i32>load<u16>(list.numbers + (<usize>candidate << 1));
  const total = list.total;
  const block = entry >> POSITION_SHIFT;
  let from = list.positions;
  let form = list.form;
  let held = total;
  if (total > 1 << POSITION_SHIFT) {
    const start = load<u32>(from + (<usize>block << 2));
    from += <usize>(start >>> 2) << 1;
    form = <i32>(start & 3);
    held = min(1 << POSITION_SHIFT, total - (block << POSITION_SHIFT));
  }
  const end = list.positionsEnd;
  // A block of four bytes a count is the widest; what is read besides lies in front of the scratch of the kernels.
  if (from < list.positions || from > end) return false;
  const at = entry & ((1 << POSITION_SHIFT) - 1);
  let before: u32 = 0;
  let count: u32 = 0;
  let width: u32 = 1;
  let countBytes: u32 = 1;
  if (form < 2) {
    before = sumBytes(from, at);
    count = <u32>load<u8>(from + at);
    width = <u32>form + 1;
  } else if (form === 2) {
    for (let i: i32 = 0; i < at; i++) before += <u32>load<u16>(from + (<usize>i << 1));
    count = <u32>load<u16>(from + (<usize>at << 1));
    width = 2;
    countBytes = 2;
  } else {
    for (let i: i32 = 0; i < at; i++) before += load<u32>(from + (<usize>i << 2));
    count = load<u32>(from + (<usize>at << 2));
    width = 4;
    countBytes = 4;
  }
  const first = <u64>from + <u64>(<u32>held * countBytes) + <u64>before * width;
  if (first + <u64>count * width > <u64>end) return false;
  list.at = <usize>first;
  list.count = <i32>count;
  list.width = <i32>width;
  return true;
}

/** The sum of the first bytes of a block. */
function sumBytes(from: usize, count: i32): u32 {
  let sums = i16x8.splat(0);
  let at = from;
  let left = count;
  for (; left >= 16; left -= 16, at += 16) sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(v128.load(at)));
  const isCounted = i8x16.gt_u(
    i8x16.splat(<i8>left),
    i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
  );
  sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(v128.and(v128.load(at), isCounted)));
  const pairs = i32x4.extadd_pairwise_i16x8_u(sums);
  const halves = i32x4.add(pairs, v128.shuffle<i32>(pairs, pairs, 2, 3, 0, 1));
  return <u32>(i32x4.extract_lane(halves, 0) + i32x4.extract_lane(halves, 1));
}

/** One of the positions of the candidate at hand. */
// @ts-ignore: decorator
@inline
export function positionOf(list: JoinedList, i: i32): u32 {
  if (list.width === 1) return <u32>load<u8>(list.at + i);
  if (list.width === 2) return <u32>load<u16>(list.at + (<usize>i << 1));
  return load<u32>(list.at + (<usize>i << 2));
}

/** Whether a position is among those of the candidate at hand. What stands behind them is read too, and not counted. */
export function standsAt(list: JoinedList, position: u32): bool {
  const count = list.count;
  const at = list.at;
  if (list.width === 1) {
    if (position > 0xff) return false;
    const wanted = i8x16.splat(<i8>position);
    for (let i: i32 = 0; i < count; i += 16) {
      let equal = i8x16.bitmask(i8x16.eq(v128.load(at + i), wanted));
      if (count - i < 16) equal &= (1 << (count - i)) - 1;
      if (equal !== 0) return true;
    }
    return false;
  }
  if (list.width === 2) {
    if (position > 0xffff) return false;
    const wanted = i16x8.splat(<i16>position);
    for (let i: i32 = 0; i < count; i += 8) {
      let equal = i16x8.bitmask(i16x8.eq(v128.load(at + (<usize>i << 1)), wanted));
      if (count - i < 8) equal &= (1 << (count - i)) - 1;
      if (equal !== 0) return true;
    }
    return false;
  }
  for (let i: i32 = 0; i < count; i++) if (load<u32>(at + (<usize>i << 2)) === position) return true;
  return false;
}
