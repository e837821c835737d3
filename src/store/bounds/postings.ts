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
  const bytes = new Uint8Array(lists.buffer, lists.byteOffset, lists.byteLength);
  if (frequentStarts[0] !== 0) return false;
  for (let frequent = 0; frequent < frequentForms.length; frequent++) {
    const start = frequentStarts[frequent] * 4;
    const end = frequentStarts[frequent + 1] * 4;
    if (end < start || end > bytes.length) return false;
    const { entryBytes, gapBits } = readForm(frequentForms[frequent]);
    const isSound =
      entryBytes === 4
        ? isPackedBounded(postings, frequent)
        : isGapListBounded(postings, frequent, bytes, entryBytes, gapBits, start, end);
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

function isGapListBounded(
  postings: ShardPostings,
  frequent: number,
  bytes: Uint8Array,
  entryBytes: number,
  gapBits: number,
  start: number,
  end: number,
): boolean {
  const { rows, windows } = postings;
  const codes = entryBytes === 2 ? bytes[start] | (bytes[start + 1] << 8) : 0;
  const codesAt = start + 2;
  const mask = (1 << gapBits) - 1;
  let at = entryBytes === 2 ? codesAt + codes * 2 : start;
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
    const limit = placesIn(postings, window);
    let place = 0;
    let largest = 0;
    let isFirst = true;
    for (; at < stop; at += entryBytes) {
      const low = bytes[at] | (bytes[at + 1] << 8);
      const gap = low & mask;
      // Only the first passage of a window may stand at no distance from its beginning.
      if (gap === 0 && !isFirst) return false;
      isFirst = false;
      place += gap;
      let impact: number;
      if (entryBytes === 3) impact = (low | (bytes[at + 2] << 16)) >>> gapBits;
      else {
        const code = low >>> gapBits;
        if (code >= codes) return false;
        impact = bytes[codesAt + code * 2] | (bytes[codesAt + code * 2 + 1] << 8);
      }
      if (impact > largest) largest = impact;
    }
    if (place >= limit || largest !== row >>> 16) return false;
  }
  return at <= end && end - at < 4;
}

/** Passages of a window: fewer in the last one. */
function placesIn({ passages }: ShardPostings, window: number): number {
  return Math.min(WINDOW_PASSAGES, passages - window * WINDOW_PASSAGES);
}
