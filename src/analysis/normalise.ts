import { foldCase } from './case-folding.ts';
import { isIgnorable, isUnassigned, WordBreak, wordBreakOf } from './code-point.ts';

const ASCII_ONLY = /^[\0-\x7f]*$/;
/** Times that a word is folded at most; two are enough for every word that has been seen. */
const MAX_PASSES = 4;

export function isAscii(text: string): boolean {
  return ASCII_ONLY.test(text);
}

/** Grave, acute … U+036F: marks that compose with letters of the Latin, Greek and Cyrillic scripts. */
function isCombiningDiacritic(codePoint: number): boolean {
  return codePoint >= 0x300 && codePoint <= 0x36f;
}

/** Lengthens Arabic words for the eye. */
function isTatweel(codePoint: number): boolean {
  return codePoint === 0x640;
}

/**
 * The form of a word that terms are made of: NFKC, full case folding, `'` for whatever is written for an apostrophe, `#` for
 * the sharp sign, and without tatweel and invisible characters (soft hyphens, joiners, variation selectors).
 *
 * A mark of U+0300 … U+036F that NFKC could not compose with its letter is dropped: `ọ́` (ọ and a combining acute) becomes
 * `ọ`, while `á`, which has a code point of its own, stays `á` however it was typed. Marks of other scripts (vowel signs
 * and the like) always stay.
 *
 * Code points unassigned in the pinned Unicode version become spaces before the engine is asked to normalise. The form
 * of a form is itself.
 */
export function normaliseWord(word: string): string {
  let folded = word;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    if (isAscii(folded)) return folded.toLowerCase();
    const again = fold(folded);
    if (again === folded) break;
    folded = again;
  }
  return folded;
}

function fold(word: string): string {
  let assigned = '';
  for (const character of word) {
    const codePoint = character.codePointAt(0)!;
    if (!isIgnorable(codePoint) && !isTatweel(codePoint)) assigned += isUnassigned(codePoint) ? ' ' : character;
  }
  let cased = '';
  for (const character of assigned.normalize('NFKC')) {
    if (character < '\x80') cased += character.toLowerCase();
    else if (wordBreakOf(character.codePointAt(0)!) === WordBreak.SingleQuote) cased += "'";
    else cased += character === '♯' ? '#' : foldCase(character);
  }
  let folded = '';
  for (const character of cased.normalize('NFKC')) {
    const codePoint = character.codePointAt(0)!;
    if (!isIgnorable(codePoint) && !isTatweel(codePoint) && !isCombiningDiacritic(codePoint)) folded += character;
  }
  return folded;
}
