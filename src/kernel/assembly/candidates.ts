/**
 * AssemblyScript: which sums of a window become hits. The active lists stand in ascending order of their bounds, and the
 * first of them, the weak ones, are looked up for a passage only when the others have lifted it near the threshold.
 */
import { WINDOW_SHIFT } from '../constants';
import { isFull, offer, openHeap, worstKey } from './key-heap';
import { lookUp } from './look-up';
import { canLookUp, List } from './window-list';

/** No hit below this score can enter. */
export let needed: i32 = 0;
/** Lists that are looked up only, and what they can add at most. */
export let weak: i32 = 0;
export let rest: i32 = 0;
let order: usize = 0;
let active: i32 = 0;
/** A bit for each passage of the shard that may be ranked; 0 for all. */
export let accept: usize = 0;
/** First passage of the window. */
export let base: u32 = 0;

/** @param orderAt room for a u32 a list */
export function openCandidates(orderAt: usize, heapAt: usize, wanted: i32, floor: i32, acceptAt: usize): void {
  openHeap(heapAt, wanted);
  order = orderAt;
  needed = floor;
  accept = acceptAt;
}

/** @param window its number; from here on no list is active */
export function openWindow(window: i32): void {
  base = <u32>(window << WINDOW_SHIFT);
  active = 0;
}

/** Ascending by bound; among equals the order of the query stays. */
// @ts-ignore: decorator
@inline
export function activate(list: List): void {
  let place = active++;
  while (place > 0 && listAt(place - 1).bound > list.bound) {
    store<u32>(order + (<usize>place << 2), load<u32>(order + (<usize>(place - 1) << 2)));
    place--;
  }
  store<u32>(order + (<usize>place << 2), <u32>changetype<usize>(list));
}

// @ts-ignore: decorator
@inline
export function listAt(place: i32): List {
  return changetype<List>(load<u32>(order + (<usize>place << 2)));
}

/** Weak lists together stay below the threshold, so that no passage is a hit by them alone. */
export function chooseWeak(eighths: i32): void {
  const limit = (needed >> 3) * eighths;
  weak = 0;
  rest = 0;
  while (weak < active - 1) {
    const list = listAt(weak);
    if (!canLookUp(list) || rest + list.bound >= limit) break;
    rest += list.bound;
    weak++;
  }
}

/** Completes a score by the weak lists, and keeps the passage if it is among the best. */
export function consider(sum: i32, offset: u32): void {
  if (accept !== 0 && !isAdmitted(base + offset)) return;
  let score = sum;
  let remaining = rest;
  for (let i: i32 = weak - 1; i >= 0; i--) {
    if (score + remaining < needed) return;
    const list = listAt(i);
    remaining -= list.bound;
    score += lookUp(list, offset);
  }
  if (score >= needed) keep(score, offset);
}

// @ts-ignore: decorator
@inline
function isAdmitted(passage: u32): bool {
  return ((load<u32>(accept + (<usize>(passage >> 5) << 2)) >>> (passage & 31)) & 1) !== 0;
}

/** Keeps a passage whose score is enough. */
export function keep(score: i32, offset: u32): void {
  offer((<u64>(<u32>score) << 32) | <u64>~(base + offset));
  if (isFull()) needed = max(needed, <i32>(worstKey() >>> 32));
}
