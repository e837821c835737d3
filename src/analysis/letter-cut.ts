/** Where a text without any gap may be cut: between letters as readers see them, with their marks. */
import { splitsPair, wholeCharacters } from '../bytes/text-cut.ts';
import { isWhiteSpace } from '../bytes/white-space.ts';
import { isExtending } from './cluster.ts';
import { WordBreak, wordBreakOf } from './code-point.ts';

/** Code units that a cut may move to the left to find white space, and then to keep a letter whole. */
const MAX_SHIFT = 64;

/**
 * The nearest place at or before `at` where a text may be cut: at white space if that is near, else between letters. `at`
 * itself where neither is near.
 *
 * @param start above which the place is
 * @param at not within a surrogate pair
 */
export function endOfWholeLetter(text: string, start: number, at: number): number {
  const floor = Math.max(start, at - MAX_SHIFT);
  for (let place = at; place > floor; place--) {
    if (
      isWhiteSpace(text.charCodeAt(place)) &&
      !isWhiteSpace(text.charCodeAt(place - 1)) &&
      !splitsLetter(text, place)
    ) {
      return place;
    }
  }
  for (let place = at; place > floor; place--) if (!splitsLetter(text, place)) return place;
  return wholeCharacters(text, at);
}

/** Whether a cut before `at` would part what is seen as one letter or sign. */
function splitsLetter(text: string, at: number): boolean {
  if (at >= text.length) return false;
  if (splitsPair(text, at)) return true;
  const after = text.codePointAt(at)!;
  if (isExtending(after) || after === 0x0e33 || after === 0x0eb3) return true;
  const before = codePointBefore(text, at);
  // A joiner binds pictures; a virama binds the consonant behind it in some scripts.
  if (before === 0x200d || VIRAMAS.has(before)) return true;
  if (before === 0x0d && after === 0x0a) return true;
  if (isJamo(after) && (isJamo(before) || (before >= 0xac00 && before < 0xd7a4))) return true;
  return isFlag(after) && isFlag(before) && flagsBefore(text, at) % 2 === 1;
}

/** Of Devanagari, Bengali, Gujarati, Oriya, Telugu, Malayalam, Myanmar and Khmer. */
const VIRAMAS = new Set([0x094d, 0x09cd, 0x0acd, 0x0b4d, 0x0c4d, 0x0d4d, 0x1039, 0x17d2]);

function codePointBefore(text: string, at: number): number {
  return at >= 2 && splitsPair(text, at - 1) ? text.codePointAt(at - 2)! : text.charCodeAt(at - 1);
}

/** A letter of Hangul that joins others to a syllable. */
function isJamo(codePoint: number): boolean {
  if (codePoint < 0x1100) return false;
  if (codePoint < 0x1200) return true;
  return (codePoint >= 0xa960 && codePoint < 0xa980) || (codePoint >= 0xd7b0 && codePoint < 0xd800);
}

function isFlag(codePoint: number): boolean {
  return wordBreakOf(codePoint) === WordBreak.RegionalIndicator;
}

/** Regional indicators before `at`, two of which make a flag. */
function flagsBefore(text: string, at: number): number {
  let count = 0;
  for (let place = at; place >= 2 && count < MAX_SHIFT && isFlag(codePointBefore(text, place)); place -= 2) count++;
  return count;
}
