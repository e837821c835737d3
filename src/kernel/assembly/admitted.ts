/**
 * AssemblyScript: windows of which few passages are admitted. Each of them is looked up in every list, which is less work
 * than walking the lists.
 */
import { RARE_BYTES, WINDOW_PASSAGES } from '../constants';
import { accept, base, keep, listAt, needed } from './candidates';
import { lookUp, lookUpRare } from './look-up';

/** Address of the bits of the window's passages. */
// @ts-ignore: decorator
@inline
function firstBits(): usize {
  return accept + <usize>(base >> 3);
}

/** Passages of the window that may be ranked. */
export function countAdmitted(): i32 {
  const from = firstBits();
  let counts = i16x8.splat(0);
  for (let at = from; at < from + (WINDOW_PASSAGES >> 3); at += 16) {
    counts = i16x8.add(counts, i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(v128.load(at))));
  }
  const pairs = i32x4.extadd_pairwise_i16x8_u(counts);
  return (
    i32x4.extract_lane(pairs, 0) +
    i32x4.extract_lane(pairs, 1) +
    i32x4.extract_lane(pairs, 2) +
    i32x4.extract_lane(pairs, 3)
  );
}

/** @param active lists of the window @param bounds what they can add at most, all together */
export function lookUpAdmitted(active: i32, bounds: i32): void {
  const from = firstBits();
  for (let at = from; at < from + (WINDOW_PASSAGES >> 3); at += 8) {
    for (let bits = load<u64>(at); bits !== 0; bits &= bits - 1) {
      const offset = <u32>((at - from) << 3) + <u32>ctz(bits);
      lookUpOne(offset, 0, active, bounds);
    }
  }
}

/**
 * The strongest lists come first: as soon as those that are left cannot lift the passage over the threshold, they are not asked.
 *
 * @param offset its place in the window
 * @param known what it has already
 */
// @ts-ignore: decorator
@inline
export function lookUpOne(offset: u32, known: i32, active: i32, bounds: i32): void {
  let score = known;
  let remaining = bounds;
  for (let i = active - 1; i >= 0 && score + remaining >= needed; i--) {
    const list = listAt(i);
    remaining -= list.bound;
    score += list.entryBytes === RARE_BYTES ? lookUpRare(list, base + offset) : lookUp(list, offset);
  }
  if (score > 0 && score >= needed) keep(score, offset);
}
