/** Words behind which a full stop ends no sentence, in lower case. Passages and snippets are cut by the same list. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    'dr mr mrs ms prof sr jr st mt vs etc al cf ca approx no nos vol vols fig figs eq eqs sec ch pp ed eds inc ltd co ' +
    'corp dept est gen gov sen rep rev hon capt col lt sgt jan feb mar apr jun jul aug sep sept oct nov dec'
  ).split(' '),
);

export const LONGEST_ABBREVIATION = 7;

/** For the first and last letters of all of them: most words are none, and this is told without a string. */
const LETTERS = new Uint8Array(1 << 10);
for (const word of ABBREVIATIONS) LETTERS[placeOf(word, 0, word.length)] = 1;

function placeOf(text: string, start: number, end: number): number {
  return ((text.charCodeAt(start) & 31) << 5) | (text.charCodeAt(end - 1) & 31);
}

/** Whether the letters a–z at `start` … `end`, upper and lower case alike, are one of them. */
export function isAbbreviation(text: string, start: number, end: number): boolean {
  if (LETTERS[placeOf(text, start, end)] === 0) return false;
  return ABBREVIATIONS.has(text.slice(start, end).toLowerCase());
}
