/**
 * AssemblyScript: what a frequent list contributes to one passage of the window. Passages come as they like, so a branch
 * on what is found would be guessed wrong half of the time: there is none.
 */
import { CODED_BYTES, PACKED_BYTES, RARE_BYTES, SKIP_SHIFT } from '../constants';
import { impactOf, List, MASK, rareImpact, rarePassage } from './window-list';

export function lookUp(list: List, offset: u32): i32 {
  const entryBytes = list.entryBytes;
  if (entryBytes === PACKED_BYTES) return lookUpPacked(list, offset);
  if (entryBytes === CODED_BYTES) return lookUpGap<u16>(list, offset);
  return lookUpGap<u32>(list, offset);
}

/** The same of a rare list, which has few postings in a window. */
export function lookUpRare(list: List, passage: u32): i32 {
  for (let at = list.from; at < list.to; at += RARE_BYTES) {
    if (rarePassage(at) === passage) return (<i32>rareImpact(at) >>> list.shift) * list.weight;
  }
  return 0;
}

function lookUpPacked(list: List, offset: u32): i32 {
  const posting = load<u32>(findPacked(list, offset));
  return (posting & MASK) === offset ? (<i32>(posting >>> 16) >>> list.shift) * list.weight : 0;
}

/** Where the entry of a passage is, if it is there. */
// @ts-ignore: decorator
@inline
function findPacked(list: List, offset: u32): usize {
  let at = list.from;
  let length = list.entries;
  while (length > 1) {
    const half = length >> 1;
    const middle = at + (<usize>half << 2);
    at = select(middle, at, (load<u32>(middle) & MASK) <= offset);
    length -= half;
  }
  return at;
}

/** @param Entry u16: coded; u32: three bytes */
function lookUpGap<Entry>(list: List, offset: u32): i32 {
  const found = findGap<Entry>(list, offset);
  // What the last bit says is that it is not there: the entry itself can be read all the same.
  const entry = entryAt<Entry>(list, found >>> 1);
  const impact =
    sizeof<Entry>() === 2
      ? impactOf(list.codes, <u32>load<u16>(entry) >>> list.gapBits)
      : (load<u32>(entry) & 0xffffff) >>> list.gapBits;
  return select((<i32>impact >>> list.shift) * list.weight, 0, (found & 1) === 0);
}

/** The number of the entry of a passage among those of the window; -1 where there is none. */
export function findEntry(list: List, offset: u32): i32 {
  const entryBytes = list.entryBytes;
  if (entryBytes === RARE_BYTES) {
    for (let at = list.from; at < list.to; at += RARE_BYTES) {
      if ((rarePassage(at) & MASK) === offset) return <i32>(at - list.from) / RARE_BYTES;
    }
    return -1;
  }
  if (entryBytes === PACKED_BYTES) {
    const at = findPacked(list, offset);
    return (load<u32>(at) & MASK) === offset ? <i32>(at - list.from) >> 2 : -1;
  }
  return entryBytes === CODED_BYTES ? findPosting<u16>(list, offset) : findPosting<u32>(list, offset);
}

/** The same of a list of gaps. An entry that only bridges one is none. */
function findPosting<Entry>(list: List, offset: u32): i32 {
  const found = findGap<Entry>(list, offset);
  if ((found & 1) !== 0) return -1;
  const entry = found >>> 1;
  const value = sizeof<Entry>() === 2 ? <u32>load<u16>(entryAt<Entry>(list, entry)) : load<u32>(entryAt<Entry>(list, entry)) & 0xffffff;
  return value >>> list.gapBits === 0 ? -1 : entry;
}

/**
 * A search among the known places, then the places of the 64 entries behind the last one below, eight at a step. Entries
 * behind the window's end are summed up too, and do no harm: places never decrease, as sums that are too large stay so.
 *
 * @param Entry u16: coded; u32: three bytes
 * @returns 2 × entries before the passage, and 1 more where none is at it
 */
// @ts-ignore: decorator
@inline
function findGap<Entry>(list: List, offset: u32): i32 {
  const known = (list.entries - 1) >> SKIP_SHIFT;
  const places = list.from - (<usize>known << 1);
  let skipped: i32 = 0;
  for (let length = known; length > 0; ) {
    const half = (length + 1) >> 1;
    const isBelow = <u32>load<u16>(places + (<usize>(skipped + half - 1) << 1)) < offset;
    skipped = select(skipped + half, skipped, isBelow);
    length = select(length - half, half - 1, isBelow);
  }
  const last = skipped === 0 ? 0 : load<u16>(places + (<usize>(skipped - 1) << 1));
  const gaps = i16x8.splat(<i16>(0xffff >>> (16 - list.gapBits)));
  const wanted = i16x8.splat(<i16>offset);
  const zero = i16x8.splat(0);
  let place = i16x8.splat(<i16>last);
  let below = zero;
  let equal = zero;
  let at = entryAt<Entry>(list, skipped << SKIP_SHIFT);
  for (let step = 0; step < 1 << (SKIP_SHIFT - 3); step++) {
    let sums = v128.and(loadEight<Entry>(at), gaps);
    sums = i16x8.add(sums, v128.shuffle<i16>(zero, sums, 0, 8, 9, 10, 11, 12, 13, 14));
    sums = i16x8.add(sums, v128.shuffle<i16>(zero, sums, 0, 1, 8, 9, 10, 11, 12, 13));
    sums = i16x8.add(sums, v128.shuffle<i16>(zero, sums, 0, 1, 2, 3, 8, 9, 10, 11));
    sums = i16x8.add_sat_u(sums, place);
    place = v128.shuffle<i16>(sums, sums, 7, 7, 7, 7, 7, 7, 7, 7);
    below = i16x8.sub(below, i16x8.lt_u(sums, wanted));
    equal = v128.or(equal, i16x8.eq(sums, wanted));
    at += sizeof<Entry>() === 2 ? 16 : 24;
  }
  const pairs = i32x4.extadd_pairwise_i16x8_u(below);
  const found =
    (skipped << SKIP_SHIFT) +
    i32x4.extract_lane(pairs, 0) +
    i32x4.extract_lane(pairs, 1) +
    i32x4.extract_lane(pairs, 2) +
    i32x4.extract_lane(pairs, 3);
  const isThere = v128.any_true(equal) && found < list.entries;
  return (found << 1) | select(0, 1, isThere);
}

// @ts-ignore: decorator
@inline
function entryAt<Entry>(list: List, entry: i32): usize {
  return list.from + <usize>(sizeof<Entry>() === 2 ? entry << 1 : entry * 3);
}

/** The low 16 bits of eight entries: more than their gaps. */
// @ts-ignore: decorator
@inline
function loadEight<Entry>(at: usize): v128 {
  if (sizeof<Entry>() === 2) return v128.load(at);
  return v128.shuffle<i8>(
    v128.load(at), v128.load(at, 8), 0, 1, 3, 4, 6, 7, 9, 10, 12, 13, 23, 24, 26, 27, 29, 30,
  );
}
