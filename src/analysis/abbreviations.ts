import { isLatinLetter } from '../bytes/lower-ascii.ts';

/** Words behind which a full stop ends no sentence, in lower case. Passages and snippets are cut by the same list. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    'dr mr mrs ms prof sr jr st mt vs etc al cf ca approx no nos vol vols fig figs eq eqs sec ch pp ed eds inc ltd co ' +
    'corp dept est gen gov sen rep rev hon capt col lt sgt jan feb mar apr jun jul aug sep sept oct nov dec'
  ).split(' '),
);

const LONGEST_ABBREVIATION = 7;

/** For the first and last letters of all of them: most words are none, and this is told without a string. */
const LETTERS = new Uint8Array(1 << 10);
for (const word of ABBREVIATIONS) LETTERS[placeOf(word, 0, word.length)] = 1;

function placeOf(text: string, start: number, end: number): number {
  return ((text.charCodeAt(start) & 31) << 5) | (text.charCodeAt(end - 1) & 31);
}

/** Whether the letters a–z at `start` … `end`, upper and lower case alike, are one of them. */
function isAbbreviation(text: string, start: number, end: number): boolean {
  if (LETTERS[placeOf(text, start, end)] === 0) return false;
  return ABBREVIATIONS.has(text.slice(start, end).toLowerCase());
}

/** What stands right before a full stop: nothing of a–z, one small letter, a word that the stop belongs to, or another word. */
export type BeforeStop = 'nothing' | 'letter' | 'abbreviation' | 'word';

/**
 * Abbreviations are an initial (`J.`), a word with full stops inside (`e.g.`, `U.S.`) and a common English abbreviation.
 *
 * @param stop of the full stop @param from nothing before it is read
 */
export function readBeforeStop(text: string, stop: number, from: number): BeforeStop {
  let start = stop;
  let hasInnerStop = false;
  while (start > from && stop - start <= LONGEST_ABBREVIATION) {
    const code = text.charCodeAt(start - 1);
    if (code === 0x2e) hasInnerStop = true;
    else if (!isLatinLetter(code)) break;
    start--;
  }
  const length = stop - start;
  if (length === 0) return 'nothing';
  if (length > LONGEST_ABBREVIATION) return 'word';
  if (hasInnerStop) return 'abbreviation';
  if (length === 1) return text.charCodeAt(start) <= 0x5a ? 'abbreviation' : 'letter';
  return isAbbreviation(text, start, stop) ? 'abbreviation' : 'word';
}
