import { isIgnorable, isUnassigned, toLowerCodePoint } from './code-point.ts';

const ASCII_ONLY = /^[\0-\x7f]*$/;

export function isAscii(text: string): boolean {
  return ASCII_ONLY.test(text);
}

/** Grave, acute … U+036F: marks that compose with letters of the Latin, Greek and Cyrillic scripts. */
function isCombiningDiacritic(codePoint: number): boolean {
  return codePoint >= 0x300 && codePoint <= 0x36f;
}

function isApostropheLike(codePoint: number): boolean {
  return codePoint === 0x2018 || codePoint === 0x2019 || codePoint === 0x201b;
}

/**
 * The form of a word that terms are made of: NFKC, lower case code point by code point, `'` for typographic apostrophes,
 * and without invisible characters (soft hyphens, joiners, variation selectors).
 *
 * A mark of U+0300 … U+036F that NFKC could not compose with its letter is dropped: `ọ́` (ọ and a combining acute) becomes
 * `ọ`, while `á`, which has a code point of its own, stays `á` however it was typed. Marks of other scripts (vowel signs
 * and the like) always stay.
 *
 * Code points unassigned in the pinned Unicode version become spaces before the engine is asked to normalise.
 */
export function normaliseWord(word: string): string {
  if (isAscii(word)) return word.toLowerCase();
  let assigned = '';
  for (const character of word) {
    const codePoint = character.codePointAt(0)!;
    if (!isIgnorable(codePoint)) assigned += isUnassigned(codePoint) ? ' ' : character;
  }
  let folded = '';
  for (const character of assigned.normalize('NFKC')) {
    const codePoint = character.codePointAt(0)!;
    if (isApostropheLike(codePoint)) folded += "'";
    else if (codePoint === 0x130)
      folded += 'i'; // its lower case is i and a combining dot
    else if (!isIgnorable(codePoint) && !isCombiningDiacritic(codePoint)) folded += toLowerCodePoint(character);
  }
  return folded;
}
