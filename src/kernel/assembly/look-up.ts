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
  let at = list.from;
  let length = list.entries;
  while (length > 1) {
    const half = length >> 1;
    const middle = at + (<usize>half << 2);
    at = select(middle, at, (load<u32>(middle) & MASK) <= offset);
    length -= half;
  }
  const posting = load<u32>(at);
  return (posting & MASK) === offset ? (<i32>(posting >>> 16) >>> list.shift) * list.weight : 0;
}

/**
 * A search among the known places, then the places of the 64 entries behind the last one below, eight at a step. Entries
 * behind the window's end are summed up too, and do no harm: places never decrease, as sums that are too large stay so.
 *
 * @param Entry u16: coded; u32: three bytes
 */
function lookUpGap<Entry>(list: List, offset: u32): i32 {
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
    const sums = i16x8.add_sat_u(sumEight(v128.and(loadEight<Entry>(at), gaps)), place);
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
  const entry = entryAt<Entry>(list, found);
  const impact =
    sizeof<Entry>() === 2
      ? impactOf(list.codes, <u32>load<u16>(entry) >>> list.gapBits)
      : (load<u32>(entry) & 0xffffff) >>> list.gapBits;
  const isThere = v128.any_true(equal) && found < list.entries;
  return select((<i32>impact >>> list.shift) * list.weight, 0, isThere);
}

// @ts-ignore: decorator
@inline
function entryAt<Entry>(list: List, entry: i32): usize {
  return list.from + <usize>(sizeof<Entry>() === 2 ? entry << 1 : entry * 3);
}

/** The sum of each of eight numbers and those before it. */
// @ts-ignore: decorator
@inline
export function sumEight(numbers: v128): v128 {
  const zero = i16x8.splat(0);
  let sums = i16x8.add(numbers, v128.shuffle<i16>(zero, numbers, 0, 8, 9, 10, 11, 12, 13, 14));
  sums = i16x8.add(sums, v128.shuffle<i16>(zero, sums, 0, 1, 8, 9, 10, 11, 12, 13));
  return i16x8.add(sums, v128.shuffle<i16>(zero, sums, 0, 1, 2, 3, 8, 9, 10, 11));
}

/** The low 16 bits of eight entries: more than their gaps. */
// @ts-ignore: decorator
@inline
export function loadEight<Entry>(at: usize): v128 {
  if (sizeof<Entry>() === 2) return v128.load(at);
  return v128.shuffle<i8>(
    v128.load(at), v128.load(at, 8), 0, 1, 3, 4, 6, 7, 9, 10, 12, 13, 23, 24, 26, 27, 29, 30,
  );
}
