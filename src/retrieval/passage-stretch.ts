import { wholeCharacters } from '../bytes/text-cut.ts';
import type { PassageTable } from '../format/passages.ts';
import type { PassagePlace, ShownHit } from './ranker.ts';

/** The text that a passage is shown with: its own, or one stretch with that of its neighbours. */

/** The places of up to so many passages of the same document on each side, the nearest first. */
export function neighboursOf(
  { document, first, start, end }: PassageTable,
  passage: number,
  count: number,
): NonNullable<ShownHit['neighbours']> {
  const number = document[passage];
  const before: PassagePlace[] = [];
  const behind: PassagePlace[] = [];
  for (let n = 1; n <= count; n++) {
    if (passage - n >= first[number]) before.push({ start: start[passage - n], end: end[passage - n] });
    if (passage + n < first[number + 1]) behind.push({ start: start[passage + n], end: end[passage + n] });
  }
  return { before, behind };
}

/**
 * Neighbours are taken while the stretch has no more than `maxChars` code units, the nearest first, and of two as near the one
 * before. So the passage that was found is cut only where it is too long by itself.
 */
export function stretchOf(
  { document, start, end, neighbours }: ShownHit,
  maxChars = Number.POSITIVE_INFINITY,
): PassagePlace {
  let from = start;
  let to = end;
  const { before, behind } = neighbours ?? { before: [], behind: [] };
  let isOpenBefore = true;
  let isOpenBehind = true;
  for (let n = 0; n < Math.max(before.length, behind.length); n++) {
    isOpenBefore &&= n < before.length && to - before[n].start <= maxChars;
    if (isOpenBefore) from = before[n].start;
    isOpenBehind &&= n < behind.length && behind[n].end - from <= maxChars;
    if (isOpenBehind) to = behind[n].end;
  }
  if (to - from <= maxChars) return { start: from, end: to };
  return { start: from, end: wholeCharacters(document.text, from + maxChars) };
}
