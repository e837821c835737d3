import { CODED_BYTES, PACKED_BYTES, RARE_BYTES, SKIP_ENTRIES, WINDOW_PASSAGES } from './constants.ts';
import type { PostingArrays, PostingList } from './lexical-kernel.ts';

const MASK = WINDOW_PASSAGES - 1;

/**
 * One term's postings in the window at hand. Windows are entered in ascending order, each of them. A posting contributes
 * `(impact >> shift) * weight`, and so does the bound of a window: the shift keeps the order of impacts.
 */
export interface WindowList {
  /** Postings of the window, and what bridges wide gaps between them. */
  readonly entries: number;
  /** Largest contribution in the window. */
  readonly bound: number;
  /** Whether looking a passage up costs little. */
  readonly canLookUp: boolean;
  enter(window: number): void;
  /** Adds the window's postings into the sums. */
  addUp(sums: Uint32Array): void;
  /** The contribution to one passage of the window. */
  lookUp(offset: number): number;
  /** Visits at least the places of the window's postings. */
  forEach(visit: (offset: number) => void): void;
}

export function openWindowList(arrays: PostingArrays, list: PostingList): WindowList {
  if (list.rareCount > 0) return new RareList(arrays, list);
  return arrays.frequentForms[list.start] >>> 4 === PACKED_BYTES
    ? new PackedList(arrays, list)
    : new GapList(arrays, list);
}

/** A frequent list of four bytes an entry: passage mod 2^16 | impact << 16. */
class PackedList implements WindowList {
  readonly canLookUp = true;
  entries = 0;
  bound = 0;
  readonly #packed: Uint32Array;
  readonly #rows: Uint32Array;
  readonly #firstRow: number;
  readonly #weight: number;
  readonly #shift: number;
  #from: number;
  #to: number;

  constructor({ lists, frequentStarts, rows, windows }: PostingArrays, { start, weight, shift }: PostingList) {
    this.#packed = lists;
    this.#rows = rows;
    this.#firstRow = start * windows;
    this.#weight = weight;
    this.#shift = shift;
    this.#from = frequentStarts[start];
    this.#to = this.#from;
  }

  enter(window: number): void {
    const row = this.#rows[this.#firstRow + window];
    this.entries = row & 0xffff;
    this.bound = ((row >>> 16) >>> this.#shift) * this.#weight;
    this.#from = this.#to;
    this.#to += this.entries;
  }

  addUp(sums: Uint32Array): void {
    for (let at = this.#from; at < this.#to; at++) {
      const posting = this.#packed[at];
      sums[posting & MASK] += ((posting >>> 16) >>> this.#shift) * this.#weight;
    }
  }

  lookUp(offset: number): number {
    let low = this.#from;
    let high = this.#to - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const posting = this.#packed[middle];
      const found = posting & MASK;
      if (found === offset) return ((posting >>> 16) >>> this.#shift) * this.#weight;
      if (found < offset) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  forEach(visit: (offset: number) => void): void {
    for (let at = this.#from; at < this.#to; at++) visit(this.#packed[at] & MASK);
  }
}

/** A frequent list of two or three bytes an entry: gap | impact, or its code. An entry of impact 0 bridges a wide gap. */
class GapList implements WindowList {
  readonly canLookUp = true;
  entries = 0;
  bound = 0;
  readonly #bytes: Uint8Array;
  readonly #rows: Uint32Array;
  readonly #firstRow: number;
  readonly #weight: number;
  readonly #shift: number;
  readonly #entryBytes: number;
  readonly #gapBits: number;
  /** Where the impacts of the codes are, for entries of two bytes. */
  readonly #codes: number;
  /** Where the window's entries begin; the places to skip to stand before them. */
  #from = 0;
  #to: number;

  constructor(arrays: PostingArrays, { start, weight, shift }: PostingList) {
    const { lists, frequentStarts, frequentForms, rows, windows } = arrays;
    this.#bytes = new Uint8Array(lists.buffer, lists.byteOffset, lists.byteLength);
    this.#rows = rows;
    this.#firstRow = start * windows;
    this.#weight = weight;
    this.#shift = shift;
    this.#entryBytes = frequentForms[start] >>> 4;
    this.#gapBits = frequentForms[start] & 15;
    const at = frequentStarts[start] * 4;
    this.#codes = at + 2;
    this.#to = this.#entryBytes === CODED_BYTES ? at + 2 + this.#short(at) * 2 : at;
  }

  #short(at: number): number {
    return this.#bytes[at] | (this.#bytes[at + 1] << 8);
  }

  #gap(at: number): number {
    return this.#short(at) & ((1 << this.#gapBits) - 1);
  }

  #contribution(at: number): number {
    const low = this.#short(at);
    const impact =
      this.#entryBytes === CODED_BYTES
        ? this.#short(this.#codes + (low >>> this.#gapBits) * 2)
        : (low | (this.#bytes[at + 2] << 16)) >>> this.#gapBits;
    return (impact >>> this.#shift) * this.#weight;
  }

  #skips(): number {
    return Math.floor((this.entries - 1) / SKIP_ENTRIES);
  }

  enter(window: number): void {
    const row = this.#rows[this.#firstRow + window];
    this.entries = row & 0xffff;
    if (this.entries === 0) return;
    this.bound = ((row >>> 16) >>> this.#shift) * this.#weight;
    this.#from = this.#to + this.#skips() * 2;
    this.#to = this.#from + this.entries * this.#entryBytes;
  }

  addUp(sums: Uint32Array): void {
    let offset = 0;
    for (let at = this.#from; at < this.#to; at += this.#entryBytes) {
      offset += this.#gap(at);
      sums[offset] += this.#contribution(at);
    }
  }

  lookUp(offset: number): number {
    const skips = this.#skips();
    const places = this.#from - skips * 2;
    let skipped = 0;
    while (skipped < skips && this.#short(places + skipped * 2) < offset) skipped++;
    let place = skipped === 0 ? 0 : this.#short(places + (skipped - 1) * 2);
    let at = this.#from + skipped * SKIP_ENTRIES * this.#entryBytes;
    for (; at < this.#to; at += this.#entryBytes) {
      place += this.#gap(at);
      if (place >= offset) return place === offset ? this.#contribution(at) : 0;
    }
    return 0;
  }

  forEach(visit: (offset: number) => void): void {
    let offset = 0;
    for (let at = this.#from; at < this.#to; at += this.#entryBytes) {
      offset += this.#gap(at);
      visit(offset);
    }
  }
}

/** A list without rows: a running pointer finds the postings of the window. */
class RareList implements WindowList {
  readonly canLookUp = false;
  entries = 0;
  bound = 0;
  readonly #rare: Uint8Array;
  #from: number;
  #to: number;
  readonly #end: number;
  readonly #weight: number;
  readonly #shift: number;
  #base = 0;

  constructor({ rare }: PostingArrays, { start, rareCount, weight, shift }: PostingList) {
    this.#rare = rare;
    this.#from = start * RARE_BYTES;
    this.#to = this.#from;
    this.#end = this.#from + rareCount * RARE_BYTES;
    this.#weight = weight;
    this.#shift = shift;
  }

  #passage(at: number): number {
    const rare = this.#rare;
    return rare[at] | (rare[at + 1] << 8) | (rare[at + 2] << 16);
  }

  #impact(at: number): number {
    return this.#rare[at + 3] | (this.#rare[at + 4] << 8);
  }

  enter(window: number): void {
    const limit = (window + 1) * WINDOW_PASSAGES;
    let largest = 0;
    let at = this.#to;
    this.#from = at;
    for (; at < this.#end && this.#passage(at) < limit; at += RARE_BYTES) {
      largest = Math.max(largest, this.#impact(at));
    }
    this.#to = at;
    this.entries = (at - this.#from) / RARE_BYTES;
    this.#base = window * WINDOW_PASSAGES;
    this.bound = (largest >>> this.#shift) * this.#weight;
  }

  addUp(sums: Uint32Array): void {
    for (let at = this.#from; at < this.#to; at += RARE_BYTES) {
      sums[this.#passage(at) - this.#base] += (this.#impact(at) >>> this.#shift) * this.#weight;
    }
  }

  lookUp(offset: number): number {
    for (let at = this.#from; at < this.#to; at += RARE_BYTES) {
      if (this.#passage(at) - this.#base === offset) return (this.#impact(at) >>> this.#shift) * this.#weight;
    }
    return 0;
  }

  forEach(visit: (offset: number) => void): void {
    for (let at = this.#from; at < this.#to; at += RARE_BYTES) visit(this.#passage(at) - this.#base);
  }
}
