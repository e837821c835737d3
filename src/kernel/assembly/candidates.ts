/**
 * AssemblyScript: which sums of a window become hits. The active lists stand in ascending order of their bounds; weak
 * ones are moved to the front, and looked up for a passage only when the others have lifted it near the threshold.
 */
import { FIRST_EXPECTED, WINDOW_PASSAGES, WINDOW_SHIFT } from '../constants';
import { isFull, offer, openHeap, worstKey } from './key-heap';
import { lookUp } from './look-up';
import { canLookUp, enter, List } from './window-list';

/** No hit below this score can enter. */
export let needed: i32 = 0;
/** Lists that are looked up only, and what they can add at most. */
export let weak: i32 = 0;
export let rest: i32 = 0;
/** A sum below this is no hit, whatever the weak lists add; at least 1. The walks compare with it alone. */
export let bar: i32 = 1;
/** Passages of the window at hand for which weak lists were to be looked up, and how many are expected of the next. */
let considered: i32 = 0;
let expected: i32 = 0;
let order: usize = 0;
/** Lists of the window at hand, and what they can add at most, all together. */
export let active: i32 = 0;
export let bounds: i32 = 0;
/** A bit for each passage of the shard that may be ranked; 0 for all. */
export let accept: usize = 0;
/** First passage of the window. */
export let base: u32 = 0;

/** @param orderAt room for a u32 a list */
export function openCandidates(orderAt: usize, heapAt: usize, wanted: i32, floor: i32, acceptAt: usize): void {
  openHeap(heapAt, wanted);
  order = orderAt;
  needed = floor;
  weak = 0;
  considered = 0;
  expected = min(FIRST_EXPECTED * wanted, WINDOW_PASSAGES);
  accept = acceptAt;
}

function setBar(): void {
  bar = needed - rest;
}

/**
 * Goes to the next window; each is opened, in ascending order.
 *
 * @param lists those of the query, one behind the other, to `end`; active are those that hold postings of the window
 */
export function openWindow(window: i32, lists: usize, end: usize): void {
  base = <u32>(window << WINDOW_SHIFT);
  active = 0;
  bounds = 0;
  for (let at = lists; at < end; at += offsetof<List>()) {
    const list = changetype<List>(at);
    if (!enter(list, window)) continue;
    bounds += list.bound;
    activate(list);
  }
}

/** Ascending by bound; among equals the order of the query stays. */
// @ts-ignore: decorator
@inline
function activate(list: List): void {
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

/**
 * Weak lists together stay below the threshold, so that no passage is a hit by them alone. They are worth it where they are
 * longer than looking up the passages costs that need them; the window before tells how many those are.
 */
export function chooseWeak(eighths: i32, lookUpFactor: i32): void {
  const limit = (needed >> 3) * eighths;
  // Without weak lists fewer passages are considered than with them: then it is tried again after some windows.
  expected = weak > 0 ? considered : expected - (expected >> 2);
  considered = 0;
  const least = expected * lookUpFactor;
  weak = 0;
  rest = 0;
  for (let i: i32 = 0; i < active && weak < active - 1; i++) {
    const list = listAt(i);
    if (rest + list.bound >= limit) break;
    if (!canLookUp(list) || list.entries < least) continue;
    rest += list.bound;
    // Those that are added stand behind the weak ones.
    for (let place: i32 = i; place > weak; place--) {
      store<u32>(order + (<usize>place << 2), load<u32>(order + (<usize>(place - 1) << 2)));
    }
    store<u32>(order + (<usize>weak << 2), <u32>changetype<usize>(list));
    weak++;
  }
  setBar();
}

/** Completes a score by the weak lists, and keeps the passage if it is among the best. */
export function consider(sum: i32, offset: u32): void {
  considered++;
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
  if (isFull()) {
    needed = max(needed, <i32>(worstKey() >>> 32));
    setBar();
  }
}
