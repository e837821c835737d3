/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: the best passages of one shard under BM25, window by
 * window. The scalar twin is `WindowScan` in ../window-scan.ts; both give the same integers.
 *
 * All places are byte addresses in the memory that holds the postings file. The choices of path (weak lists, second walk)
 * move time only.
 */
import { held, isFull, offer, openHeap, sortHeap, worstKey } from './key-heap';
import {
  enterRare,
  List,
  lengthOf,
  lookUp,
  lookUpRare,
  MASK,
  RARE_BYTES,
  rareImpact,
  rarePassage,
  WINDOW,
} from './posting-list';

// The state of one call; module variables because the loops below share them.
let sums: usize = 0;
/** No hit below this score can enter. */
let needed: i32 = 0;
let order: usize = 0;
let weak: i32 = 0;
/** What the weak lists can add at most. */
let rest: i32 = 0;
let accept: usize = 0;
let base: u32 = 0;

/**
 * @param lists count × List
 * @param count lists, at least 1; the sum of (weight × 65,535) stays below 2^31
 * @param orderAt room for count × u32
 * @param windows of the shard
 * @param sumsAt 2^14 × u32, all zero, and all zero again at the end; 16-byte aligned
 * @param heapAt room for wanted × u64
 * @param wanted best passages to keep
 * @param floor lowest score of a hit, at least 1
 * @param acceptAt a bit for each passage of the shard that may be ranked; 0 for all
 * @param weakEighths lists whose bounds stay below this many eighths of the threshold are looked up only
 * @param sparseFactor postings × this below the window's size: walk the lists again instead of scanning
 * @param fewFactor admitted passages × lists × this below what adding up costs: look each of them up instead
 * @returns how many passages are held at `heapAt`, best first, each `score << 32 | ~passage`
 */
export function rank(
  lists: usize,
  count: i32,
  orderAt: usize,
  windows: i32,
  sumsAt: usize,
  heapAt: usize,
  wanted: i32,
  floor: i32,
  acceptAt: usize,
  weakEighths: i32,
  sparseFactor: i32,
  fewFactor: i32,
): i32 {
  sums = sumsAt;
  openHeap(heapAt, wanted);
  needed = floor;
  order = orderAt;
  accept = acceptAt;
  for (let window: i32 = 0; window < windows; window++) {
    base = <u32>(window << 14);
    let bounds: i32 = 0;
    let active: i32 = 0;
    let at = lists;
    for (let i: i32 = 0; i < count; i++, at += offsetof<List>()) {
      const list = changetype<List>(at);
      if (list.isFrequent !== 0) {
        const row = list.rows + (<usize>window << 2);
        const from = load<u32>(row);
        const to = load<u32>(row, 4);
        if (from === to) continue;
        list.from = list.base + (from << 2);
        list.to = list.base + (to << 2);
        list.bound = <i32>load<u16>(list.maxima + (<usize>window << 1)) * list.weight;
      } else if (!enterRare(list, base)) continue;
      bounds += list.bound;
      // Ascending by bound; among equals the order of the query stays.
      let place = active++;
      while (place > 0 && listAt(place - 1).bound > list.bound) {
        store<u32>(order + (<usize>place << 2), load<u32>(order + (<usize>(place - 1) << 2)));
        place--;
      }
      store<u32>(order + (<usize>place << 2), <u32>at);
    }
    if (active === 0 || bounds < needed) continue;
    if (accept !== 0) {
      const admitted = countAdmitted();
      if (admitted === 0) continue;
      if (admitted * active * fewFactor < postingsOf(active) + WINDOW) {
        lookUpAdmitted(active);
        continue;
      }
    }
    // Sums of 16 bits are half the memory to walk; they are exact where no score of the window can exceed them.
    const weakLimit = (needed >> 3) * weakEighths;
    if (bounds <= 65_535) scoreWindow<u16>(active, weakLimit, sparseFactor);
    else scoreWindow<u32>(active, weakLimit, sparseFactor);
  }
  sortHeap();
  return held;
}

// @ts-ignore: decorator
@inline
function listAt(place: i32): List {
  return changetype<List>(load<u32>(order + (<usize>place << 2)));
}

function postingsOf(active: i32): i32 {
  let postings: i32 = 0;
  for (let i: i32 = 0; i < active; i++) postings += lengthOf(listAt(i));
  return postings;
}

/** Address of the 64 passages in `accept` with which a window begins. */
// @ts-ignore: decorator
@inline
function windowOfAccept(): usize {
  return accept + <usize>(base >> 3);
}

/** Passages of the window that may be ranked. */
function countAdmitted(): i32 {
  let count: i32 = 0;
  const from = windowOfAccept();
  for (let at = from; at < from + (WINDOW >> 3); at += 8) count += <i32>popcnt(load<u64>(at));
  return count;
}

/** Scores the admitted passages one by one: few of them are worth no walk through whole lists. */
function lookUpAdmitted(active: i32): void {
  const from = windowOfAccept();
  for (let at = from; at < from + (WINDOW >> 3); at += 8) {
    let bits = load<u64>(at);
    while (bits !== 0) {
      const offset = <u32>((at - from) << 3) + <u32>ctz(bits);
      bits &= bits - 1;
      let score: i32 = 0;
      for (let i: i32 = 0; i < active; i++) {
        const list = listAt(i);
        score += list.isFrequent !== 0 ? lookUp(list, offset) : lookUpRare(list, base + offset);
      }
      if (score > 0 && score >= needed) keep(score, offset);
    }
  }
}

/** @param Sum u16 or u32 */
function scoreWindow<Sum>(active: i32, weakLimit: i32, sparseFactor: i32): void {
  weak = 0;
  rest = 0;
  // Weak lists together stay below the threshold, so that no passage is a hit by them alone.
  while (weak < active - 1) {
    const list = listAt(weak);
    if (list.isFrequent === 0 || rest + list.bound >= weakLimit) break;
    rest += list.bound;
    weak++;
  }
  let added: i32 = 0;
  let longest: i32 = 0;
  let longestAt: i32 = weak;
  for (let i: i32 = weak; i < active; i++) {
    const length = lengthOf(listAt(i));
    added += length;
    if (length > longest) {
      longest = length;
      longestAt = i;
    }
  }
  if (added * sparseFactor < WINDOW) {
    for (let i: i32 = weak; i < active; i++) if (i !== longestAt) addUp<Sum>(listAt(i));
    walkLongest<Sum>(listAt(longestAt));
    for (let i: i32 = weak; i < active; i++) if (i !== longestAt) walk<Sum>(listAt(i));
    return;
  }
  for (let i: i32 = weak; i < active; i++) addUp<Sum>(listAt(i));
  if (sizeof<Sum>() === 2) scanShortSums();
  else scanSums();
}

/** Where the sum of a passage is. */
// @ts-ignore: decorator
@inline
function sumAt<Sum>(offset: u32): usize {
  return sums + (<usize>offset << alignof<Sum>());
}

// @ts-ignore: decorator
@inline
function increase<Sum>(offset: u32, contribution: u32): void {
  const at = sumAt<Sum>(offset);
  store<Sum>(at, <Sum>(<u32>load<Sum>(at) + contribution));
}

function addUp<Sum>(list: List): void {
  const weight = <u32>list.weight;
  const to = list.to;
  let at = list.from;
  if (list.isFrequent === 0) {
    for (; at < to; at += RARE_BYTES) increase<Sum>(rarePassage(at) - base, rareImpact(at) * weight);
    return;
  }
  if (weight !== 1) {
    for (; at < to; at += 4) {
      const posting = load<u32>(at);
      increase<Sum>(posting & MASK, (posting >>> 16) * weight);
    }
    return;
  }
  for (; at + 12 < to; at += 16) {
    const p0 = load<u32>(at);
    const p1 = load<u32>(at, 4);
    const p2 = load<u32>(at, 8);
    const p3 = load<u32>(at, 12);
    increase<Sum>(p0 & MASK, p0 >>> 16);
    increase<Sum>(p1 & MASK, p1 >>> 16);
    increase<Sum>(p2 & MASK, p2 >>> 16);
    increase<Sum>(p3 & MASK, p3 >>> 16);
  }
  for (; at < to; at += 4) {
    const posting = load<u32>(at);
    increase<Sum>(posting & MASK, posting >>> 16);
  }
}

/** Adds the longest list in the same walk that takes its sums: its postings are read once. */
function walkLongest<Sum>(list: List): void {
  const weight = <u32>list.weight;
  const to = list.to;
  if (list.isFrequent === 0) {
    for (let at = list.from; at < to; at += RARE_BYTES) {
      take<Sum>(rarePassage(at) - base, rareImpact(at) * weight);
    }
    return;
  }
  for (let at = list.from; at < to; at += 4) {
    const posting = load<u32>(at);
    take<Sum>(posting & MASK, (posting >>> 16) * weight);
  }
}

/** Takes the sums of the list's passages; those that an earlier walk took are zero. */
function walk<Sum>(list: List): void {
  const to = list.to;
  if (list.isFrequent === 0) {
    for (let at = list.from; at < to; at += RARE_BYTES) take<Sum>(rarePassage(at) - base, 0);
    return;
  }
  for (let at = list.from; at < to; at += 4) take<Sum>(load<u32>(at) & MASK, 0);
}

/** Takes the sum of a passage, and leaves zero. */
// @ts-ignore: decorator
@inline
function take<Sum>(offset: u32, contribution: u32): void {
  const sum = sumAt<Sum>(offset);
  const score = <i32>(<u32>load<Sum>(sum) + contribution);
  store<Sum>(sum, 0);
  if (score > 0 && score + rest >= needed) consider(score, offset);
}

/** Takes all sums, sixteen at a step. */
function scanSums(): void {
  let bar = splatBar();
  const end = sums + (<usize>WINDOW << 2);
  const zero = i32x4.splat(0);
  for (let at = sums; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const largest = i32x4.max_s(i32x4.max_s(a, b), i32x4.max_s(c, d));
    if (v128.any_true(i32x4.gt_s(largest, bar))) {
      for (let each = at; each < at + 64; each += 4) {
        const score = load<i32>(each);
        if (score > 0 && score + rest >= needed) consider(score, <u32>((each - sums) >> 2));
      }
      bar = splatBar();
    }
    v128.store(at, zero);
    v128.store(at, zero, 16);
    v128.store(at, zero, 32);
    v128.store(at, zero, 48);
  }
}

/** The same with sums of 16 bits, thirty-two at a step. */
function scanShortSums(): void {
  let bar = splatShortBar();
  const end = sums + (<usize>WINDOW << 1);
  const zero = i16x8.splat(0);
  for (let at = sums; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const largest = i16x8.max_u(i16x8.max_u(a, b), i16x8.max_u(c, d));
    if (v128.any_true(i16x8.gt_u(largest, bar))) {
      for (let each = at; each < at + 64; each += 2) {
        const score = <i32>load<u16>(each);
        if (score > 0 && score + rest >= needed) consider(score, <u32>((each - sums) >> 1));
      }
      bar = splatShortBar();
    }
    v128.store(at, zero);
    v128.store(at, zero, 16);
    v128.store(at, zero, 32);
    v128.store(at, zero, 48);
  }
}

/** Sums at or below this are no hits. Passages ascend in a scan, so a full list takes no more of an equal score. */
// @ts-ignore: decorator
@inline
function barOf(): i32 {
  return max(0, (isFull() ? needed : needed - 1) - rest);
}

// @ts-ignore: decorator
@inline
function splatBar(): v128 {
  return i32x4.splat(barOf());
}

// @ts-ignore: decorator
@inline
function splatShortBar(): v128 {
  return i16x8.splat(<i16>min(65_535, barOf()));
}

/** Completes a score by the weak lists, and keeps the passage if it is among the best. */
function consider(sum: i32, offset: u32): void {
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

function keep(score: i32, offset: u32): void {
  offer((<u64>(<u32>score) << 32) | <u64>~(base + offset));
  if (isFull()) needed = max(needed, <i32>(worstKey() >>> 32));
}
