import type { ShardPostings } from '../format/postings.ts';
import { WINDOW_PASSAGES } from '../limits.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { EMPTY_RANKING, type Ranking, type RetrieveOptions, type Retriever, type RetrieverQuery } from './retriever.ts';
import { TopList } from './top-list.ts';

/**
 * BM25 window by window: integer sums of 2^14 passages at a time, in a buffer that stays in the first-level cache.
 *
 * Lists whose bounds together cannot lift a passage over the threshold are looked up instead of added; a window whose
 * bounds cannot reach it is skipped; where postings are sparse the lists are walked a second time instead of scanning all
 * sums. Each of these choices moves time only: the ranking equals `ExhaustiveScorer`'s.
 */
export class WindowedScorer implements Retriever {
  readonly leg = 'bm25';
  readonly #index: LexicalIndex;
  readonly #tuning: WindowTuning;
  readonly #sums = new Uint32Array(WINDOW_PASSAGES);

  constructor(index: LexicalIndex, tuning: WindowTuning = DEFAULT_TUNING) {
    this.#index = index;
    this.#tuning = tuning;
  }

  retrieve(query: RetrieverQuery, options: RetrieveOptions): Ranking {
    if (query.terms.length === 0) return EMPTY_RANKING;
    const { shards, firstPassages, documents, isOnePassageEach } = this.#index;
    const isGrouped = options.unit === 'document' && !isOnePassageEach;
    const top = new TopList(options.depth, isGrouped ? documents : null);
    for (const [i, shard] of shards.entries()) {
      const lists = openLists(shard, query);
      if (lists.length === 0) continue;
      // A stored n-th impact counts passages: with groups or a filter it would promise hits that are not there.
      const seed = isGrouped || options.accept !== null ? 1 : seedThreshold(lists, options.depth);
      this.#scoreShard(shard, firstPassages[i], lists, seed, top, options);
    }
    return top.ranking();
  }

  #scoreShard(
    shard: ShardPostings,
    firstPassage: number,
    lists: readonly PostingList[],
    seed: number,
    top: TopList,
    options: RetrieveOptions,
  ): void {
    const active: PostingList[] = [];
    for (let window = 0; window < shard.windows; window++) {
      options.checkpoint?.();
      let bounds = 0;
      active.length = 0;
      for (const list of lists) {
        list.enter(window);
        if (list.from === list.to) continue;
        bounds += list.bound;
        active.push(list);
      }
      const threshold = Math.max(seed, top.threshold);
      if (active.length === 0 || bounds < threshold) continue;
      active.sort((a, b) => a.bound - b.bound || a.number - b.number);
      this.#scoreWindow(firstPassage + window * WINDOW_PASSAGES, active, threshold, seed, top, options);
    }
  }

  #scoreWindow(
    base: number,
    active: readonly PostingList[],
    threshold: number,
    seed: number,
    top: TopList,
    options: RetrieveOptions,
  ): void {
    const sums = this.#sums;
    const { accept } = options;
    // Weak lists, together below a share of the threshold, cannot make a hit alone and are only looked up.
    let weak = 0;
    let rest = 0;
    while (weak < active.length - 1 && active[weak].canLookUp) {
      const next = rest + active[weak].bound;
      // At the threshold itself a passage may still enter, by its number.
      if (next >= threshold * this.#tuning.weakShare) break;
      rest = next;
      weak++;
    }
    let added = 0;
    for (let i = weak; i < active.length; i++) added += active[i].add(sums);

    const test = (sum: number, offset: number): void => {
      const needed = Math.max(seed, top.threshold);
      let score = sum;
      let remaining = rest;
      for (let i = weak - 1; i >= 0; i--) {
        if (score + remaining < needed) return;
        remaining -= active[i].bound;
        score += active[i].lookUp(offset);
      }
      if (score < needed || accept?.has(base + offset) === false) return;
      top.offer(score, base + offset);
    };

    if (added * this.#tuning.sparseFactor < WINDOW_PASSAGES) {
      for (let i = weak; i < active.length; i++) {
        active[i].forEach((offset) => {
          const sum = sums[offset];
          if (sum === 0) return;
          sums[offset] = 0;
          if (sum + rest >= threshold) test(sum, offset);
        });
      }
      return;
    }
    for (let offset = 0; offset < WINDOW_PASSAGES; offset++) {
      const sum = sums[offset];
      if (sum === 0) continue;
      sums[offset] = 0;
      if (sum + rest >= threshold) test(sum, offset);
    }
  }
}

/** Choices of path; none of them may change a ranking, and a test tries many. */
export interface WindowTuning {
  /** Lists that together stay below this share (0 … 1) of the threshold are looked up only. Measured: 3/8. */
  readonly weakShare: number;
  /** Postings × this below the window size: walk the lists again instead of scanning. Measured: 14. */
  readonly sparseFactor: number;
}

const DEFAULT_TUNING: WindowTuning = { weakShare: 3 / 8, sparseFactor: 14 };

/** One term's postings in the window at hand. */
interface PostingList {
  /** Order of the terms in the query; makes sorting by bound a total order. */
  readonly number: number;
  readonly weight: number;
  /** Places of the window's postings; equal when there are none. */
  from: number;
  to: number;
  /** Largest contribution in the window. */
  bound: number;
  readonly canLookUp: boolean;
  /** n-th largest contribution in the shard, or 0 when the list is shorter or does not know. */
  largest(n: number): number;
  enter(window: number): void;
  /** Adds the window's postings into the sums; returns how many. */
  add(sums: Uint32Array): number;
  /** The contribution to one passage of the window. */
  lookUp(offset: number): number;
  forEach(visit: (offset: number) => void): void;
}

class FrequentList implements PostingList {
  readonly number: number;
  readonly weight: number;
  readonly canLookUp = true;
  from = 0;
  to = 0;
  bound = 0;
  readonly #shard: ShardPostings;
  readonly #packed: Uint32Array;
  readonly #frequent: number;

  constructor(shard: ShardPostings, frequent: number, weight: number, number: number) {
    this.#shard = shard;
    this.#packed = shard.packed;
    this.#frequent = frequent;
    this.weight = weight;
    this.number = number;
  }

  largest(n: number): number {
    const { frequentMaxima, frequentTenths, frequentHundredths } = this.#shard;
    const stored = n <= 1 ? frequentMaxima : n <= 10 ? frequentTenths : n <= 100 ? frequentHundredths : null;
    return stored === null ? 0 : stored[this.#frequent] * this.weight;
  }

  enter(window: number): void {
    const { rowStarts, rowMaxima, windows } = this.#shard;
    const row = this.#frequent * (windows + 1) + window;
    this.from = rowStarts[row];
    this.to = rowStarts[row + 1];
    this.bound = rowMaxima[this.#frequent * windows + window] * this.weight;
  }

  add(sums: Uint32Array): number {
    const packed = this.#packed;
    const { from, to, weight } = this;
    if (weight === 1) {
      for (let at = from; at < to; at++) {
        const posting = packed[at];
        sums[posting & (WINDOW_PASSAGES - 1)] += posting >>> 16;
      }
    } else {
      for (let at = from; at < to; at++) {
        const posting = packed[at];
        sums[posting & (WINDOW_PASSAGES - 1)] += (posting >>> 16) * weight;
      }
    }
    return to - from;
  }

  lookUp(offset: number): number {
    const packed = this.#packed;
    let low = this.from;
    let high = this.to - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const posting = packed[middle];
      const found = posting & (WINDOW_PASSAGES - 1);
      if (found === offset) return (posting >>> 16) * this.weight;
      if (found < offset) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  forEach(visit: (offset: number) => void): void {
    for (let at = this.from; at < this.to; at++) visit(this.#packed[at] & (WINDOW_PASSAGES - 1));
  }
}

class RareList implements PostingList {
  readonly number: number;
  readonly weight: number;
  readonly canLookUp = false;
  from: number;
  to: number;
  bound = 0;
  readonly #passages: Uint32Array;
  readonly #impacts: Uint16Array;
  readonly #end: number;
  #window = 0;

  constructor(shard: ShardPostings, start: number, count: number, weight: number, number: number) {
    this.#passages = shard.rarePassages;
    this.#impacts = shard.rareImpacts;
    this.from = start;
    this.to = start;
    this.#end = start + count;
    this.weight = weight;
    this.number = number;
  }

  largest(): number {
    return 0;
  }

  enter(window: number): void {
    // Windows come in ascending order: the postings of this one begin where those of the last one ended.
    const limit = (window + 1) * WINDOW_PASSAGES;
    let largest = 0;
    let at = this.to;
    this.from = at;
    while (at < this.#end && this.#passages[at] < limit) {
      if (this.#impacts[at] > largest) largest = this.#impacts[at];
      at++;
    }
    this.to = at;
    this.#window = window;
    this.bound = largest * this.weight;
  }

  add(sums: Uint32Array): number {
    const base = this.#window * WINDOW_PASSAGES;
    for (let at = this.from; at < this.to; at++) sums[this.#passages[at] - base] += this.#impacts[at] * this.weight;
    return this.to - this.from;
  }

  lookUp(): number {
    throw new Error('a rare list is always added');
  }

  forEach(visit: (offset: number) => void): void {
    const base = this.#window * WINDOW_PASSAGES;
    for (let at = this.from; at < this.to; at++) visit(this.#passages[at] - base);
  }
}

function openLists(shard: ShardPostings, query: RetrieverQuery): PostingList[] {
  const lists: PostingList[] = [];
  for (const { term, weight } of query.terms) {
    const ordinal = shard.terms.find(term);
    if (ordinal < 0) continue;
    const rareCount = shard.documentFrequencies[ordinal];
    const start = shard.starts[ordinal];
    const number = lists.length;
    lists.push(
      rareCount > 0
        ? new RareList(shard, start, rareCount, weight, number)
        : new FrequentList(shard, start, weight, number),
    );
  }
  return lists;
}

/** A score that at least `depth` passages of the shard reach through one term alone; 1 when no list tells. */
function seedThreshold(lists: readonly PostingList[], depth: number): number {
  let seed = 1;
  for (const list of lists) seed = Math.max(seed, list.largest(depth));
  return seed;
}
