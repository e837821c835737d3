import { CODED_BYTES, PACKED_BYTES, RARE_BYTES, SKIP_ENTRIES, WINDOW_PASSAGES, WINDOW_SHIFT } from './constants.ts';
import type { PostingArrays, PostingList } from './lexical-kernel.ts';

const MASK = WINDOW_PASSAGES - 1;

/** Looks for passages in one list, in any order, without reading what it passes over. */
export class ListSeeker {
  /** Postings of the list, and what bridges wide gaps. */
  readonly entries: number;
  /** The number of the entry that `seek` found last. */
  entry = -1;
  readonly #arrays: PostingArrays;
  readonly #start: number;
  readonly #rareCount: number;
  readonly #bytes: Uint8Array;
  readonly #entryBytes: number;
  readonly #gapBits: number;
  /** Per window: its first entry, and the byte where what belongs to it begins. */
  readonly #firstEntries: Uint32Array;
  readonly #firstBytes: Float64Array;

  constructor(arrays: PostingArrays, { start, rareCount }: Pick<PostingList, 'start' | 'rareCount'>) {
    this.#arrays = arrays;
    this.#start = start;
    this.#rareCount = rareCount;
    const { lists, frequentStarts, frequentForms, rows, windows, rare } = arrays;
    if (rareCount > 0) {
      this.#bytes = rare;
      this.#entryBytes = RARE_BYTES;
      this.#gapBits = 0;
      this.#firstEntries = new Uint32Array(0);
      this.#firstBytes = new Float64Array(0);
      this.entries = rareCount;
      return;
    }
    this.#bytes = new Uint8Array(lists.buffer, lists.byteOffset, lists.byteLength);
    this.#entryBytes = frequentForms[start] >>> 4;
    this.#gapBits = frequentForms[start] & 15;
    this.#firstEntries = new Uint32Array(windows);
    this.#firstBytes = new Float64Array(windows);
    let at = frequentStarts[start] * 4;
    if (this.#entryBytes === CODED_BYTES) at += 2 + this.#short(at) * 2;
    let entries = 0;
    for (let window = 0; window < windows; window++) {
      const held = rows[start * windows + window] & 0xffff;
      this.#firstEntries[window] = entries;
      this.#firstBytes[window] = at;
      entries += held;
      if (held > 0) at += this.#skips(held) * 2 + held * this.#entryBytes;
    }
    this.entries = entries;
  }

  #short(at: number): number {
    return this.#bytes[at] | (this.#bytes[at + 1] << 8);
  }

  #skips(held: number): number {
    return this.#entryBytes === PACKED_BYTES ? 0 : Math.floor((held - 1) / SKIP_ENTRIES);
  }

  /** The first passage of the list that is not before the given one; -1 where there is none. */
  seek(passage: number): number {
    if (this.#rareCount > 0) return this.#seekRare(passage);
    const { rows, windows } = this.#arrays;
    let place = passage & MASK;
    for (let window = passage >>> WINDOW_SHIFT; window < windows; window++) {
      const held = rows[this.#start * windows + window] & 0xffff;
      const found = held === 0 ? -1 : this.#seekInWindow(window, held, place);
      if (found >= 0) return (window << WINDOW_SHIFT) + found;
      place = 0;
    }
    return -1;
  }

  #seekInWindow(window: number, held: number, place: number): number {
    return this.#entryBytes === PACKED_BYTES
      ? this.#seekPacked(window, held, place)
      : this.#seekGaps(window, held, place);
  }

  #seekRare(passage: number): number {
    const { rare } = this.#arrays;
    const passageOf = (posting: number): number => {
      const at = (this.#start + posting) * RARE_BYTES;
      return rare[at] | (rare[at + 1] << 8) | (rare[at + 2] << 16);
    };
    const found = firstFrom(this.#rareCount, passage, passageOf);
    this.entry = found;
    return found === this.#rareCount ? -1 : passageOf(found);
  }

  #seekPacked(window: number, held: number, place: number): number {
    const first = this.#firstBytes[window];
    const placeOf = (entry: number): number => this.#short(first + entry * PACKED_BYTES) & MASK;
    const found = firstFrom(held, place, placeOf);
    if (found === held) return -1;
    this.entry = this.#firstEntries[window] + found;
    return placeOf(found);
  }

  #seekGaps(window: number, held: number, place: number): number {
    const skips = this.#skips(held);
    const skipsAt = this.#firstBytes[window];
    const skipped = firstFrom(skips, place, (skip) => this.#short(skipsAt + skip * 2));
    const mask = (1 << this.#gapBits) - 1;
    let found = skipped === 0 ? 0 : this.#short(skipsAt + (skipped - 1) * 2);
    let entry = skipped * SKIP_ENTRIES;
    let at = skipsAt + skips * 2 + entry * this.#entryBytes;
    for (; entry < held; entry++, at += this.#entryBytes) {
      const low = this.#short(at);
      found += low & mask;
      if (found < place) continue;
      const value = (this.#entryBytes === CODED_BYTES ? low : low | (this.#bytes[at + 2] << 16)) >>> this.#gapBits;
      // It only bridges a gap.
      if (value === 0) continue;
      this.entry = this.#firstEntries[window] + entry;
      return found;
    }
    return -1;
  }
}

/** The first of `count` ascending numbers that is not below the wanted one; `count` where there is none. */
function firstFrom(count: number, wanted: number, numberAt: (place: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numberAt(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
