/** Sets of endings, as bits: words whose endings share a set are forms of one word. */
const PLAIN = 1;
const SILENT_E = 2;
const Y = 4;

const ENDINGS: ReadonlyMap<string, number> = new Map([
  ['', PLAIN],
  ['s', PLAIN],
  ['d', PLAIN],
  ["'s", PLAIN],
  ["'", PLAIN],
  ['es', PLAIN | SILENT_E],
  ['ed', PLAIN | SILENT_E],
  ['ing', PLAIN | SILENT_E],
  ['e', SILENT_E],
  ["e's", SILENT_E],
  ['y', Y],
  ["y's", Y],
  ['ies', Y],
  ['ied', Y],
]);
const LONGEST_ENDING = 4;
const APOSTROPHE = 0x27;

/**
 * Whether a word of a text, which has the same stem as `word`, is a form of it rather than another word: both go on in
 * endings of inflection where they part. So `origins` and `origin` are one, `running` and `run`, `cities` and `city`,
 * `hoping` and `hope`; `originality` and `origin` are two, and `university` and `universe`.
 *
 * Only words of the letters a–z have a stem that is not the word itself, so whatever holds anything else is the same word.
 *
 * @param start, end of the word in `text`
 * @param word of a query, as written
 */
export function areForms(text: string, start: number, end: number, word: string): boolean {
  const length = Math.min(end - start, word.length);
  let shared = 0;
  for (; shared < length; shared++) {
    const left = text.charCodeAt(start + shared);
    const right = word.charCodeAt(shared);
    if (left !== right && (!isLetter(left) || (left | 0x20) !== (right | 0x20))) break;
  }
  if (start + shared === end && shared === word.length) return true;
  if (!isPlain(text, start, end) || !isPlain(word, 0, word.length)) return true;
  const before = shared === 0 ? -1 : word.charCodeAt(shared - 1) | 0x20;
  return (endingsOf(text, start + shared, end, before) & endingsOf(word, shared, word.length, before)) !== 0;
}

/** The sets that the rest of a word belongs to; a doubled consonant before `ed` and `ing` is passed over. */
function endingsOf(text: string, start: number, end: number, before: number): number {
  if (end - start > LONGEST_ENDING) return 0;
  const ending = text.slice(start, end).toLowerCase();
  const endings = ENDINGS.get(ending);
  if (endings !== undefined || ending.charCodeAt(0) !== before) return endings ?? 0;
  return ending.endsWith('ed') || ending.endsWith('ing') ? (ENDINGS.get(ending.slice(1)) ?? 0) & PLAIN : 0;
}

function isPlain(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (!isLetter(code) && code !== APOSTROPHE) return false;
  }
  return true;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
