import {
  type LexicalKernel,
  type PostingArrays,
  type PostingList,
  type ShardHits,
  WINDOW_TUNING,
  type WindowTuning,
} from './lexical-kernel.ts';
import { TopList } from './top-list.ts';

const WINDOW = 1 << 14;
const MASK = WINDOW - 1;
const RARE_BYTES = 5;

/**
 * The scalar lexical kernel: integer sums of 2^14 passages at a time, in a buffer that stays in the first-level cache.
 *
 * Lists whose bounds together cannot lift a passage over the threshold are looked up instead of added; a window whose
 * bounds cannot reach it is skipped; where postings are sparse the lists are walked a second time instead of scanning all
 * sums. Each of these choices moves time only. Its twin is assembly/window-scan.ts.
 */
export class WindowScan implements LexicalKernel {
  readonly #arrays: PostingArrays;
  readonly #tuning: WindowTuning;
  readonly #sums = new Uint32Array(WINDOW);

  constructor(arrays: PostingArrays, tuning: WindowTuning = WINDOW_TUNING) {
    this.#arrays = arrays;
    this.#tuning = tuning;
  }

  rank(lists: readonly PostingList[], depth: number, floor: number, accept: Uint32Array | null): ShardHits {
    const arrays = this.#arrays;
    const windowed = lists.map((list) =>
      list.rareCount > 0 ? new RareList(arrays, list) : new FrequentList(arrays, list),
    );
    const top = new TopList(depth, null);
    const active: WindowList[] = [];
    for (let window = 0; window < arrays.windows; window++) {
      let bounds = 0;
      active.length = 0;
      for (const list of windowed) {
        list.enter(window);
        if (list.from === list.to) continue;
        bounds += list.bound;
        active.push(list);
      }
      if (active.length === 0 || bounds < Math.max(floor, top.threshold)) continue;
      // Sorting is stable: among equal bounds the order of the query stays.
      active.sort((a, b) => a.bound - b.bound);
      if (accept !== null) {
        const admitted = admittedIn(accept, window);
        if (admitted.length === 0) continue;
        if (this.#areFew(admitted.length, active)) {
          lookUpAdmitted(window * WINDOW, admitted, active, floor, top);
          continue;
        }
      }
      this.#scoreWindow(window * WINDOW, active, floor, top, accept);
    }
    const { passages, scores } = top.ranking();
    return { count: passages.length, passages, scores: Uint32Array.from(scores) };
  }

  #areFew(admitted: number, active: readonly WindowList[]): boolean {
    const postings = active.reduce((sum, { length }) => sum + length, 0);
    return admitted * active.length * this.#tuning.fewFactor < postings + WINDOW;
  }

  #scoreWindow(
    base: number,
    active: readonly WindowList[],
    floor: number,
    top: TopList,
    accept: Uint32Array | null,
  ): void {
    const sums = this.#sums;
    const weakLimit = (Math.max(floor, top.threshold) / 8) * this.#tuning.weakEighths;
    // Weak lists together stay below the threshold, so that no passage is a hit by them alone.
    let weak = 0;
    let rest = 0;
    while (weak < active.length - 1 && active[weak].canLookUp && rest + active[weak].bound < weakLimit) {
      rest += active[weak].bound;
      weak++;
    }
    let added = 0;
    for (let i = weak; i < active.length; i++) added += active[i].addUp(sums);

    const consider = (offset: number): void => {
      let score = sums[offset];
      if (score === 0) return;
      sums[offset] = 0;
      const passage = base + offset;
      if (accept !== null && ((accept[passage >>> 5] >>> (passage & 31)) & 1) === 0) return;
      const needed = Math.max(floor, top.threshold);
      let remaining = rest;
      for (let i = weak - 1; i >= 0; i--) {
        if (score + remaining < needed) return;
        remaining -= active[i].bound;
        score += active[i].lookUp(offset);
      }
      if (score >= needed) top.offer(score, passage);
    };

    if (added * this.#tuning.sparseFactor < WINDOW) {
      for (let i = weak; i < active.length; i++) active[i].forEach(consider);
      return;
    }
    for (let offset = 0; offset < WINDOW; offset++) consider(offset);
  }
}

/** Places in the window of the passages that may be ranked, ascending. */
function admittedIn(accept: Uint32Array, window: number): number[] {
  const admitted: number[] = [];
  const first = (window * WINDOW) >>> 5;
  const end = Math.min(accept.length, first + (WINDOW >>> 5));
  for (let word = first; word < end; word++) {
    for (let bits = accept[word]; bits !== 0; bits &= bits - 1) {
      admitted.push(((word - first) << 5) + 31 - Math.clz32(bits & -bits));
    }
  }
  return admitted;
}

/** Scores the admitted passages one by one: few of them are worth no walk through whole lists. */
function lookUpAdmitted(
  base: number,
  admitted: readonly number[],
  active: readonly WindowList[],
  floor: number,
  top: TopList,
): void {
  for (const offset of admitted) {
    let score = 0;
    for (const list of active) score += list.lookUp(offset);
    if (score > 0 && score >= Math.max(floor, top.threshold)) top.offer(score, base + offset);
  }
}

/** One term's postings in the window at hand. */
interface WindowList {
  /** Places of the window's postings; equal when there are none. */
  readonly from: number;
  readonly to: number;
  /** Postings of the window. */
  readonly length: number;
  /** Largest contribution in the window. */
  readonly bound: number;
  /** Whether looking a passage up costs little. */
  readonly canLookUp: boolean;
  enter(window: number): void;
  /** Adds the window's postings into the sums; returns how many. */
  addUp(sums: Uint32Array): number;
  /** The contribution to one passage of the window. */
  lookUp(offset: number): number;
  forEach(visit: (offset: number) => void): void;
}

class FrequentList implements WindowList {
  readonly canLookUp = true;
  from = 0;
  to = 0;
  bound = 0;
  readonly #arrays: PostingArrays;
  readonly #packed: Uint32Array;
  readonly #number: number;
  readonly #weight: number;

  constructor(arrays: PostingArrays, { start, weight }: PostingList) {
    this.#arrays = arrays;
    this.#packed = arrays.packed;
    this.#number = start;
    this.#weight = weight;
  }

  get length(): number {
    return this.to - this.from;
  }

  enter(window: number): void {
    const { rowStarts, rowMaxima, windows } = this.#arrays;
    const row = this.#number * (windows + 1) + window;
    this.from = rowStarts[row];
    this.to = rowStarts[row + 1];
    this.bound = rowMaxima[this.#number * windows + window] * this.#weight;
  }

  addUp(sums: Uint32Array): number {
    for (let at = this.from; at < this.to; at++) {
      const posting = this.#packed[at];
      sums[posting & MASK] += (posting >>> 16) * this.#weight;
    }
    return this.length;
  }

  lookUp(offset: number): number {
    let low = this.from;
    let high = this.to - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const posting = this.#packed[middle];
      const found = posting & MASK;
      if (found === offset) return (posting >>> 16) * this.#weight;
      if (found < offset) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  forEach(visit: (offset: number) => void): void {
    for (let at = this.from; at < this.to; at++) visit(this.#packed[at] & MASK);
  }
}

class RareList implements WindowList {
  readonly canLookUp = false;
  from: number;
  to: number;
  bound = 0;
  readonly #rare: Uint8Array;
  readonly #end: number;
  readonly #weight: number;
  #base = 0;

  constructor({ rare }: PostingArrays, { start, rareCount, weight }: PostingList) {
    this.#rare = rare;
    this.from = start * RARE_BYTES;
    this.to = this.from;
    this.#end = this.from + rareCount * RARE_BYTES;
    this.#weight = weight;
  }

  #passage(at: number): number {
    const rare = this.#rare;
    return rare[at] | (rare[at + 1] << 8) | (rare[at + 2] << 16);
  }

  #impact(at: number): number {
    return this.#rare[at + 3] | (this.#rare[at + 4] << 8);
  }

  get length(): number {
    return (this.to - this.from) / RARE_BYTES;
  }

  enter(window: number): void {
    // Windows come in ascending order: the postings of this one begin where those of the last one ended.
    const limit = (window + 1) * WINDOW;
    let largest = 0;
    let at = this.to;
    this.from = at;
    for (; at < this.#end && this.#passage(at) < limit; at += RARE_BYTES) {
      largest = Math.max(largest, this.#impact(at));
    }
    this.to = at;
    this.#base = window * WINDOW;
    this.bound = largest * this.#weight;
  }

  addUp(sums: Uint32Array): number {
    for (let at = this.from; at < this.to; at += RARE_BYTES) {
      sums[this.#passage(at) - this.#base] += this.#impact(at) * this.#weight;
    }
    return this.length;
  }

  lookUp(offset: number): number {
    for (let at = this.from; at < this.to; at += RARE_BYTES) {
      if (this.#passage(at) - this.#base === offset) return this.#impact(at) * this.#weight;
    }
    return 0;
  }

  forEach(visit: (offset: number) => void): void {
    for (let at = this.from; at < this.to; at += RARE_BYTES) visit(this.#passage(at) - this.#base);
  }
}
