import { FIRST_EXPECTED, WINDOW_PASSAGES, WINDOW_SHIFT } from './constants.ts';
import {
  type LexicalKernel,
  type PostingArrays,
  type PostingList,
  type ShardHits,
  WINDOW_TUNING,
  type WindowTuning,
} from './lexical-kernel.ts';
import { TopList } from './top-list.ts';
import { openWindowList, type WindowList } from './window-lists.ts';

/**
 * The scalar lexical kernel: integer sums of 2^14 passages at a time, in a buffer that stays in the first-level cache.
 *
 * Long lists whose bounds together cannot lift a passage over the threshold are looked up instead of added; a window whose
 * bounds cannot reach it is skipped; where postings are sparse the lists are walked a second time instead of scanning all
 * sums; passages of which a filter admits few are looked up in every list. Each of these choices moves time only. Its twin is assembly/window-scan.ts.
 */
export class WindowScan implements LexicalKernel {
  readonly #arrays: PostingArrays;
  readonly #tuning: WindowTuning;
  readonly #sums = new Uint32Array(WINDOW_PASSAGES);
  /** Passages of the last window for which weak lists were looked up; where there were none, a guess. */
  #expected = 0;

  constructor(arrays: PostingArrays, tuning: WindowTuning = WINDOW_TUNING) {
    this.#arrays = arrays;
    this.#tuning = tuning;
  }

  rank(lists: readonly PostingList[], depth: number, floor: number, accept: Uint32Array | null): ShardHits {
    const arrays = this.#arrays;
    const windowed = lists.map((list) => openWindowList(arrays, list));
    const top = new TopList(depth, null);
    this.#expected = Math.min(FIRST_EXPECTED * depth, WINDOW_PASSAGES);
    const active: WindowList[] = [];
    for (let window = 0; window < arrays.windows; window++) {
      const bounds = enterAll(windowed, window, active);
      if (active.length === 0 || bounds < Math.max(floor, top.threshold)) continue;
      if (accept !== null) {
        const admitted = admittedIn(accept, window);
        if (admitted.length === 0) continue;
        if (this.#areFew(admitted.length, active)) {
          const base = window * WINDOW_PASSAGES;
          // Few of them are worth no walk through whole lists.
          for (const offset of admitted) lookUpOne(base + offset, 0, active, bounds, floor, top);
          continue;
        }
      }
      this.#scoreWindow(window * WINDOW_PASSAGES, active, floor, top, accept);
    }
    return hitsOf(top);
  }

  rankFew(lists: readonly PostingList[], depth: number, floor: number, few: Uint32Array): ShardHits {
    const windowed = lists.map((list) => openWindowList(this.#arrays, list));
    const top = new TopList(depth, null);
    let [window, bounds] = [-1, 0];
    const active: WindowList[] = [];
    for (let at = 0; at < few.length; at += 2) {
      const passage = few[at];
      while (window < passage >>> WINDOW_SHIFT) bounds = enterAll(windowed, ++window, active);
      lookUpOne(passage, few[at + 1], active, bounds, floor, top);
    }
    return hitsOf(top);
  }

  #areFew(admitted: number, active: readonly WindowList[]): boolean {
    const total = active.reduce((sum, { entries }) => sum + entries, 0);
    return admitted * active.length * this.#tuning.fewFactor < total + WINDOW_PASSAGES;
  }

  #scoreWindow(
    base: number,
    active: readonly WindowList[],
    floor: number,
    top: TopList,
    accept: Uint32Array | null,
  ): void {
    const sums = this.#sums;
    const { weak, strong, rest } = this.#chooseWeak(active, Math.max(floor, top.threshold));
    let added = 0;
    for (const list of strong) {
      list.addUp(sums);
      added += list.entries;
    }

    let considered = 0;
    const consider = (offset: number): void => {
      let score = sums[offset];
      if (score === 0) return;
      sums[offset] = 0;
      const passage = base + offset;
      if (accept !== null && ((accept[passage >>> 5] >>> (passage & 31)) & 1) === 0) return;
      const needed = Math.max(floor, top.threshold);
      let remaining = rest;
      if (score + remaining < needed) return;
      considered++;
      for (let i = weak.length - 1; i >= 0; i--) {
        if (score + remaining < needed) return;
        remaining -= weak[i].bound;
        score += weak[i].lookUp(offset);
      }
      if (score >= needed) top.offer(score, passage);
    };

    if (added * this.#tuning.sparseFactor < WINDOW_PASSAGES) {
      for (const list of strong) list.forEach(consider);
    } else {
      for (let offset = 0; offset < WINDOW_PASSAGES; offset++) consider(offset);
    }
    this.#expected = weak.length > 0 ? considered : this.#expected - (this.#expected >> 2);
  }

  /** Weak lists together stay below the threshold, so that no passage is a hit by them alone; at least one is strong. */
  #chooseWeak(active: readonly WindowList[], needed: number): WeakLists {
    const limit = (needed / 8) * this.#tuning.weakEighths;
    const least = this.#expected * this.#tuning.lookUpFactor;
    const weak: WindowList[] = [];
    const strong: WindowList[] = [];
    let rest = 0;
    for (const list of active) {
      const isWeak = list.canLookUp && list.entries >= least && rest + list.bound < limit;
      if (isWeak && weak.length < active.length - 1) {
        rest += list.bound;
        weak.push(list);
      } else strong.push(list);
    }
    return { weak, strong, rest };
  }
}

interface WeakLists {
  /** Looked up; ascending by their bounds. */
  readonly weak: readonly WindowList[];
  /** Added. */
  readonly strong: readonly WindowList[];
  /** What the weak ones can add at most. */
  readonly rest: number;
}

/**
 * Goes to the next window.
 *
 * @param active becomes the lists that hold postings of it, in ascending order of their bounds
 * @returns what they can add at most, all together
 */
function enterAll(windowed: readonly WindowList[], window: number, active: WindowList[]): number {
  let bounds = 0;
  active.length = 0;
  for (const list of windowed) {
    list.enter(window);
    if (list.entries === 0) continue;
    bounds += list.bound;
    active.push(list);
  }
  // Sorting is stable: among equal bounds the order of the query stays.
  active.sort((a, b) => a.bound - b.bound);
  return bounds;
}

/** Places in the window of the passages that may be ranked, ascending. */
function admittedIn(accept: Uint32Array, window: number): number[] {
  const admitted: number[] = [];
  const first = (window * WINDOW_PASSAGES) >>> 5;
  const end = Math.min(accept.length, first + (WINDOW_PASSAGES >>> 5));
  for (let word = first; word < end; word++) {
    for (let bits = accept[word]; bits !== 0; bits &= bits - 1) {
      admitted.push(((word - first) << 5) + 31 - Math.clz32(bits & -bits));
    }
  }
  return admitted;
}

/**
 * Scores one passage. The strongest lists come first: where those that are left cannot lift it over the threshold, they are not asked.
 *
 * @param known what it has already
 */
function lookUpOne(
  passage: number,
  known: number,
  active: readonly WindowList[],
  bounds: number,
  floor: number,
  top: TopList,
): void {
  let score = known;
  let remaining = bounds;
  for (let i = active.length - 1; i >= 0 && score + remaining >= Math.max(floor, top.threshold); i--) {
    remaining -= active[i].bound;
    score += active[i].lookUp(passage & (WINDOW_PASSAGES - 1));
  }
  if (score > 0 && score >= Math.max(floor, top.threshold)) top.offer(score, passage);
}

function hitsOf(top: TopList): ShardHits {
  const { passages, scores } = top.ranking();
  return { count: passages.length, passages, scores: Uint32Array.from(scores) };
}
