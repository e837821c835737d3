import { readForm, SKIP_ENTRIES, skipBytes } from '../../format/frequent-list.ts';
import { LargestValues } from '../../format/largest-values.ts';
import type { ShardPostings } from '../../format/postings.ts';
import { WINDOW_PASSAGES } from '../../limits.ts';
import type { Findings } from './findings.ts';

/**
 * The list of a frequent term: its bytes, and what a kernel skips by.
 *
 * @param frequent its number among the frequent ones
 * @returns whether the list can be decoded
 */
export function checkList(
  postings: ShardPostings,
  frequent: number,
  what: string,
  passages: () => { readonly passages: Uint32Array; readonly impacts: Uint16Array },
  findings: Findings,
): boolean {
  const bytes = new Uint8Array(postings.lists.buffer, postings.lists.byteOffset, postings.lists.byteLength);
  const at = postings.frequentStarts[frequent] * 4;
  const walk = walkList(postings, frequent, bytes, at);
  if (Math.ceil(walk.end / 4) !== postings.frequentStarts[frequent + 1]) {
    findings.add('list-place', `${what}: its list does not end where the next begins`);
    return false;
  }
  if (!walk.isPlain) findings.add('list-place', `${what}: its codes do not ascend, or zeros do not fill it up`);
  if (!walk.isInside) findings.add('posting-order', `${what}: a posting lies outside its window`);
  if (!walk.areSkipsRight) findings.add('list-skip', `${what}: a place to skip to is wrong`);
  checkMaxima(postings, frequent, what, passages(), findings);
  return true;
}

interface ListWalk {
  /** Byte behind the last entry. */
  readonly end: number;
  readonly isInside: boolean;
  readonly areSkipsRight: boolean;
  /** Whether impacts of codes ascend from 0, and nothing stands behind the last entry. */
  readonly isPlain: boolean;
}

/** Goes through the entries as a kernel does: the bridges between postings too. */
function walkList(postings: ShardPostings, frequent: number, bytes: Uint8Array, at: number): ListWalk {
  const { windows } = postings;
  const { entryBytes, gapBits } = readForm(postings.frequentForms[frequent]);
  const hasGaps = entryBytes < 4;
  let next = at + (entryBytes === 2 ? 2 + 2 * readLittle(bytes, at) : 0);
  let isInside = true;
  let areSkipsRight = true;
  for (let window = 0; window < windows; window++) {
    const held = postings.rows[frequent * windows + window] & 0xffff;
    if (held === 0) continue;
    let skip = next;
    if (hasGaps) next += skipBytes(held);
    let place = 0;
    for (let entry = 0; entry < held; entry++, next += entryBytes) {
      const low = readLittle(bytes, next);
      // Without gaps the entry names the passage by its low 16 bits, so by its place among four windows.
      place = hasGaps ? place + (low & ((1 << gapBits) - 1)) : low - (window % 4) * WINDOW_PASSAGES;
      if (place < 0 || place >= WINDOW_PASSAGES) isInside = false;
      if (!hasGaps || entry % SKIP_ENTRIES !== SKIP_ENTRIES - 1 || entry === held - 1) continue;
      if (readLittle(bytes, skip) !== place) areSkipsRight = false;
      skip += 2;
    }
  }
  let isPlain = true;
  for (let code = 0; entryBytes === 2 && code < readLittle(bytes, at); code++) {
    const impact = readLittle(bytes, at + 2 + code * 2);
    isPlain &&= code === 0 ? impact === 0 : impact > readLittle(bytes, at + code * 2);
  }
  for (let rest = next; rest % 4 !== 0; rest++) isPlain &&= bytes[rest] === 0;
  return { end: next, isInside, areSkipsRight, isPlain };
}

/** Two bytes; what lies behind the end counts as zero. */
function readLittle(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8);
}

function checkMaxima(
  postings: ShardPostings,
  frequent: number,
  what: string,
  { passages, impacts }: { readonly passages: Uint32Array; readonly impacts: Uint16Array },
  findings: Findings,
): void {
  const maxima = new Uint16Array(postings.windows);
  const largest = new LargestValues(100);
  for (let i = 0; i < passages.length; i++) {
    const window = Math.floor(passages[i] / WINDOW_PASSAGES);
    if (impacts[i] > maxima[window]) maxima[window] = impacts[i];
    largest.add(impacts[i]);
  }
  for (const [window, maximum] of maxima.entries()) {
    if (postings.rows[frequent * postings.windows + window] >>> 16 !== maximum)
      findings.add('window-maximum', `${what}: its maximum in window ${window} is wrong`);
  }
  const stored = [postings.frequentMaxima, postings.frequentTenths, postings.frequentHundredths];
  for (const [i, n] of [1, 10, 100].entries()) {
    if (stored[i][frequent] !== largest.nth(n))
      findings.add('largest-impact', `${what}: its impact number ${n} is wrong`);
  }
}
