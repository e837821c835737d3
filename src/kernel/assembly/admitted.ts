/**
 * AssemblyScript: windows of which a filter admits few passages. Each of them is looked up in every list, which is less work
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
  let count: i32 = 0;
  const from = firstBits();
  for (let at = from; at < from + (WINDOW_PASSAGES >> 3); at += 8) count += <i32>popcnt(load<u64>(at));
  return count;
}

/** @param active lists of the window */
export function lookUpAdmitted(active: i32): void {
  const from = firstBits();
  for (let at = from; at < from + (WINDOW_PASSAGES >> 3); at += 8) {
    for (let bits = load<u64>(at); bits !== 0; bits &= bits - 1) {
      const offset = <u32>((at - from) << 3) + <u32>ctz(bits);
      let score: i32 = 0;
      for (let i: i32 = 0; i < active; i++) {
        const list = listAt(i);
        score += list.entryBytes === RARE_BYTES ? lookUpRare(list, base + offset) : lookUp(list, offset);
      }
      if (score > 0 && score >= needed) keep(score, offset);
    }
  }
}
