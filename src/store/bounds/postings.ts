import { readForm, skipBytes } from '../../format/frequent-list.ts';
import { RARE_BYTES, type ShardPostings } from '../../format/postings.ts';
import { BLOCK_TERMS } from '../../format/term-table.ts';
import { WINDOW_PASSAGES } from '../../limits.ts';

/**
 * Whether the postings of every term are where its numbers say, ascend within the shard, and stay inside their window and
 * below its maximum. A kernel adds up in a buffer of one window and asks none of this again.
 */
export function arePostingsBounded(postings: ShardPostings): boolean {
  return arePlacesBounded(postings) && areRareBounded(postings) && areFrequentBounded(postings);
}

/** Whether the places of the blocks of terms are the sums of what stands before them. */
function arePlacesBounded({ frequencies, blockRare, blockFrequent, rare, frequentForms }: ShardPostings): boolean {
  let rareBefore = 0;
  let frequentBefore = 0;
  for (let term = 0; term < frequencies.length; term++) {
    if (term % BLOCK_TERMS === 0) {
      const block = term / BLOCK_TERMS;
      if (blockRare[block] !== rareBefore || blockFrequent[block] !== frequentBefore) return false;
    }
    rareBefore += frequencies[term];
    if (frequencies[term] === 0) frequentBefore++;
  }
  return rareBefore * RARE_BYTES === rare.length && frequentBefore === frequentForms.length;
}

function areRareBounded({ frequencies, rare, passages }: ShardPostings): boolean {
  let at = 0;
  for (let term = 0; term < frequencies.length; term++) {
    let before = -1;
    for (const end = at + frequencies[term] * RARE_BYTES; at < end; at += RARE_BYTES) {
      const passage = rare[at] | (rare[at + 1] << 8) | (rare[at + 2] << 16);
      if (passage <= before || passage >= passages) return false;
      before = passage;
    }
  }
  return true;
}

function areFrequentBounded(postings: ShardPostings): boolean {
  const { frequentForms, frequentStarts, lists } = postings;
  if (frequentStarts[0] !== 0) return false;
  const gaps = new GapLists(postings);
  for (let frequent = 0; frequent < frequentForms.length; frequent++) {
    const start = frequentStarts[frequent];
    const end = frequentStarts[frequent + 1];
    if (end < start || end > lists.length) return false;
    const { entryBytes, gapBits } = readForm(frequentForms[frequent]);
    const isSound =
      entryBytes === 4 ? isPackedBounded(postings, frequent) : gaps.isBounded(frequent, entryBytes, gapBits);
    if (!isSound) return false;
  }
  return true;
}

function isPackedBounded(postings: ShardPostings, frequent: number): boolean {
  const { rows, windows, lists, frequentStarts } = postings;
  const end = frequentStarts[frequent + 1];
  let at = frequentStarts[frequent];
  for (let window = 0; window < windows; window++) {
    const row = rows[frequent * windows + window];
    const stop = at + (row & 0xffff);
    if (stop > end) return false;
    const limit = placesIn(postings, window);
    const first = (window % 4) * WINDOW_PASSAGES;
    let before = -1;
    let largest = 0;
    for (; at < stop; at++) {
      const place = (lists[at] & 0xffff) - first;
      if (place <= before || place >= limit) return false;
      before = place;
      largest = Math.max(largest, lists[at] >>> 16);
    }
    if (largest !== row >>> 16) return false;
  }
  return at === end;
}

/** Above each impact there is. */
const NO_IMPACT = 0x10000;

/** Goes through lists of gaps: most of an index, so that opening it waits for these loops. */
class GapLists {
  readonly #postings: ShardPostings;
  readonly #bytes: Uint8Array;
  readonly #halves: Uint16Array;
  /** The impact of each code of a list of two bytes an entry. */
  readonly #impacts = new Uint32Array(0x10000);
  /** Where the gaps of the window looked at lead, and its largest impact. */
  #place = 0;
  #largest = 0;

  constructor(postings: ShardPostings) {
    const { buffer, byteOffset, byteLength } = postings.lists;
    this.#postings = postings;
    this.#bytes = new Uint8Array(buffer, byteOffset, byteLength);
    this.#halves = new Uint16Array(buffer, byteOffset, byteLength / 2);
  }

  isBounded(frequent: number, entryBytes: number, gapBits: number): boolean {
    const { rows, windows, frequentStarts } = this.#postings;
    const end = frequentStarts[frequent + 1] * 4;
    let at = frequentStarts[frequent] * 4;
    if (entryBytes === 2) at = this.#readCodes(at, gapBits);
    for (let window = 0; window < windows; window++) {
      const row = rows[frequent * windows + window];
      const held = row & 0xffff;
      if (held === 0) {
        if (row !== 0) return false;
        continue;
      }
      at += skipBytes(held);
      const stop = at + held * entryBytes;
      if (stop > end) return false;
      const ascends =
        entryBytes === 2 ? this.#ascendsInHalves(at, stop, gapBits) : this.#ascendsInThrees(at, stop, gapBits);
      if (!ascends || this.#place >= placesIn(this.#postings, window) || this.#largest !== row >>> 16) return false;
      at = stop;
    }
    return at <= end && end - at < 4;
  }

  /** @returns where the windows begin */
  #readCodes(start: number, gapBits: number): number {
    const at = start / 2;
    const codes = this.#halves[at];
    this.#impacts.set(this.#halves.subarray(at + 1, at + 1 + codes));
    this.#impacts.fill(NO_IMPACT, codes, 0x10000 >> gapBits);
    return start + 2 + codes * 2;
  }

  /** Whether only the first entry of a window may stand at no distance from its beginning, two bytes an entry. */
  #ascendsInHalves(start: number, end: number, gapBits: number): boolean {
    const halves = this.#halves;
    const impacts = this.#impacts;
    const mask = (1 << gapBits) - 1;
    const first = halves[start / 2];
    let place = first & mask;
    let largest = impacts[first >>> gapBits];
    let least = 1;
    for (let at = start / 2 + 1; at < end / 2; at++) {
      const entry = halves[at];
      const gap = entry & mask;
      const impact = impacts[entry >>> gapBits];
      place += gap;
      if (gap < least) least = gap;
      if (impact > largest) largest = impact;
    }
    this.#place = place;
    this.#largest = largest;
    return least > 0;
  }

  /** The same of entries of three bytes. */
  #ascendsInThrees(start: number, end: number, gapBits: number): boolean {
    const bytes = this.#bytes;
    const mask = (1 << gapBits) - 1;
    let place = 0;
    let largest = 0;
    let least = 1;
    for (let at = start; at < end; at += 3) {
      const entry = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
      const gap = entry & mask;
      const impact = entry >>> gapBits;
      place += gap;
      if (gap < least && at > start) least = gap;
      if (impact > largest) largest = impact;
    }
    this.#place = place;
    this.#largest = largest;
    return least > 0;
  }
}

/** Passages of a window: fewer in the last one. */
function placesIn({ passages }: ShardPostings, window: number): number {
  return Math.min(WINDOW_PASSAGES, passages - window * WINDOW_PASSAGES);
}
