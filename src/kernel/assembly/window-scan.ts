/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: the best passages of one shard under BM25, window by
 * window: of all, of those that a filter admits, or of few that are named. The scalar twin is `WindowScan` in ../window-scan.ts; both give the same integers.
 *
 * All places are byte addresses in the memory that holds the postings file. The choices of path (weak lists, second walk)
 * move time only.
 */
import { WINDOW_PASSAGES, WINDOW_SHIFT } from '../constants';
import { countAdmitted, lookUpAdmitted, lookUpOne } from './admitted';
import { accept, active, bounds, chooseWeak, listAt, needed, openCandidates, openWindow, weak } from './candidates';
import { each } from './each-posting';
import { held, sortHeap } from './key-heap';
import { AddAndTake, AddUp, openSums, Take, takeAdmitted, takeAll } from './sums';
import { List, MASK } from './window-list';

/**
 * @param lists count × List
 * @param count lists, at least 1; the sum of (weight × 65,535) stays below 2^31
 * @param orderAt room for count × u32
 * @param windows of the shard
 * @param sumsAt WINDOW_PASSAGES × u32, all zero, and all zero again at the end; 16-byte aligned
 * @param heapAt room for wanted × u64
 * @param wanted best passages to keep
 * @param floor lowest score of a hit, at least 1
 * @param acceptAt a bit for each passage of the shard that may be ranked; 0 for all
 * @param weakEighths lists whose bounds stay below this many eighths of the threshold are looked up only
 * @param sparseFactor postings × this below the window's size: walk the lists again instead of scanning
 * @param fewFactor admitted passages × lists × this below what adding up costs: look each of them up instead
 * @param lookUpFactor weak lists of fewer entries than this × the passages for which they would be looked up are added
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
  lookUpFactor: i32,
): i32 {
  openSums(sumsAt);
  openCandidates(orderAt, heapAt, wanted, floor, acceptAt);
  const end = lists + <usize>count * offsetof<List>();
  for (let window: i32 = 0; window < windows; window++) {
    openWindow(window, lists, end);
    if (active === 0 || bounds < needed) continue;
    let areMany = true;
    if (accept !== 0) {
      const admitted = countAdmitted();
      areMany = admitted << MANY_SHIFT > WINDOW_PASSAGES;
      if (admitted === 0) continue;
      if (admitted * active * fewFactor < entriesOf(active) + WINDOW_PASSAGES) {
        lookUpAdmitted(active, bounds);
        continue;
      }
    }
    chooseWeak(weakEighths, lookUpFactor);
    // Sums of 16 bits are half the memory to walk; they are exact where no score of the window can exceed them.
    if (bounds <= 65_535) scoreWindow<u16>(active, sparseFactor, areMany);
    else scoreWindow<u32>(active, sparseFactor, areMany);
  }
  sortHeap();
  return held;
}

/**
 * The same of few passages: each is looked up in every list.
 *
 * @param lists count × List
 * @param count lists, 0 or more
 * @param orderAt room for count × u32
 * @param heapAt room for wanted × u64
 * @param wanted best passages to keep
 * @param floor lowest score of a hit, at least 1
 * @param few pairs of u32, ascending: a passage, and what it has beside what the lists add
 * @param fewCount pairs
 * @returns how many passages are held at `heapAt`, as `rank` leaves them
 */
export function rankFew(
  lists: usize,
  count: i32,
  orderAt: usize,
  heapAt: usize,
  wanted: i32,
  floor: i32,
  few: usize,
  fewCount: i32,
): i32 {
  openCandidates(orderAt, heapAt, wanted, floor, 0);
  const end = few + (<usize>fewCount << 3);
  const listsEnd = lists + <usize>count * offsetof<List>();
  for (let window: i32 = 0; few < end; window++) {
    openWindow(window, lists, listsEnd);
    for (; few < end && load<u32>(few) >>> WINDOW_SHIFT === <u32>window; few += 8) {
      lookUpOne(load<u32>(few) & MASK, load<i32>(few, 4), active, bounds);
    }
  }
  sortHeap();
  return held;
}

function entriesOf(active: i32): i32 {
  let entries: i32 = 0;
  for (let i: i32 = 0; i < active; i++) entries += listAt(i).entries;
  return entries;
}

/** One passage in so many, as a power of two, is admitted where sums are better looked at all together. */
const MANY_SHIFT: i32 = 3;

/**
 * @param Sum u16 or u32
 * @param areMany whether so many passages may be ranked that all sums are looked at
 */
function scoreWindow<Sum>(active: i32, sparseFactor: i32, areMany: bool): void {
  let added: i32 = 0;
  let longest: i32 = weak;
  for (let i: i32 = weak; i < active; i++) {
    const entries = listAt(i).entries;
    added += entries;
    if (entries > listAt(longest).entries) longest = i;
  }
  if (added * sparseFactor < WINDOW_PASSAGES) {
    // The longest list is added in the same walk that takes its sums: its postings are read once.
    for (let i: i32 = weak; i < active; i++) if (i !== longest) each<Sum, AddUp>(listAt(i));
    each<Sum, AddAndTake>(listAt(longest));
    for (let i: i32 = weak; i < active; i++) if (i !== longest) each<Sum, Take>(listAt(i));
    return;
  }
  for (let i: i32 = weak; i < active; i++) each<Sum, AddUp>(listAt(i));
  if (areMany) takeAll<Sum>();
  else takeAdmitted<Sum>();
}
