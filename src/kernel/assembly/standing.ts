/**
 * AssemblyScript: where a term stands in a candidate. The positions of any entry are found without reading those before it: only how
 * many they are is added up.
 */
import { POSITION_SHIFT } from '../constants';
import { JoinedList } from './joined-list';

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

/**
 * The same, where counts and positions are bytes: without a word written, since most terms are so.
 *
 * @returns how many positions × 2^32 + where they are; 0 where it is not so simple
 */
// @ts-ignore: decorator
@inline
export function locateBytes(list: JoinedList, candidate: i32): u64 {
  const entry = list.before + <i32>load<u16>(list.numbers + (<usize>candidate << 1));
  const total = list.total;
  let from = list.positions;
  let form = list.form;
  let held = total;
  if (total > 1 << POSITION_SHIFT) {
    const block = entry >> POSITION_SHIFT;
    const start = load<u32>(from + (<usize>block << 2));
    from += <usize>(start >>> 2) << 1;
    form = <i32>(start & 3);
    held = min(1 << POSITION_SHIFT, total - (block << POSITION_SHIFT));
  }
  const end = list.positionsEnd;
  if (form !== 0 || from < list.positions || from > end) return 0;
  const at = entry & ((1 << POSITION_SHIFT) - 1);
  const count = <u32>load<u8>(from + at);
  const first = <u32>from + <u32>held + sumBytes(from, at);
  return first + count > <u32>end ? 0 : (<u64>count << 32) | <u64>first;
}

/** The sum of the first bytes of a block. All 64 are read: how many steps there are would be guessed wrong each time. */
// @ts-ignore: decorator
@inline
function sumBytes(from: usize, count: i32): u32 {
  const counted = i8x16.splat(<i8>count);
  const sixteen = i8x16.splat(16);
  let number = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  let sums = i16x8.extadd_pairwise_i8x16_u(v128.and(v128.load(from), i8x16.gt_u(counted, number)));
  number = i8x16.add(number, sixteen);
  sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(v128.and(v128.load(from, 16), i8x16.gt_u(counted, number))));
  number = i8x16.add(number, sixteen);
  sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(v128.and(v128.load(from, 32), i8x16.gt_u(counted, number))));
  number = i8x16.add(number, sixteen);
  sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(v128.and(v128.load(from, 48), i8x16.gt_u(counted, number))));
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
