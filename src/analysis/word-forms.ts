import { isLatinLetter } from '../bytes/lower-ascii.ts';

/** A text as UTF-16 code units, or as bytes of UTF-8: the letters a–z are the same in both. */
export type Codes = Uint8Array | Uint16Array;

/** Sets of endings, as bits: words whose endings share a set are forms of one word. */
const PLAIN = 1;
const SILENT_E = 2;
const Y = 4;

/** Bit 5 makes upper-case letters lower; the apostrophe and lower-case letters have it already. */
const LOWER = 0x20;
const APOSTROPHE = 0x27;
const LONGEST_ENDING = 4;

/** The sets of an ending whose characters, in lower case, are the bytes of a number, the last one lowest. */
function setsOf(ending: number): number {
  switch (ending) {
    case 0: // nothing
    case 0x73: // s
    case 0x64: // d
    case 0x27: // '
    case 0x2773: // 's
    case 0x7327: // s'
      return PLAIN;
    case 0x6573: // es
    case 0x6564: // ed
    case 0x696e67: // ing
      return PLAIN | SILENT_E;
    case 0x65: // e
    case 0x652773: // e's
      return SILENT_E;
    case 0x79: // y
    case 0x792773: // y's
    case 0x696573: // ies
    case 0x696564: // ied
      return Y;
    default:
      return 0;
  }
}

/**
 * Whether a word of a text, which has the same stem as `word`, is a form of it rather than another word: both go on in
 * endings of inflection where they part. So `origins` and `origin` are one, `running` and `run`, `cities` and `city`,
 * `hoping` and `hope`; `originality` and `origin` are two, and `university` and `universe`.
 *
 * @param start, end of the word in `text`
 * @param from, to of the other in `word`, which has its letters in lower case
 */
export function areForms(
  text: Codes,
  start: number,
  end: number,
  word: Uint16Array,
  from: number,
  to: number,
): boolean {
  const length = Math.min(end - start, to - from);
  let shared = 0;
  while (shared < length && (text[start + shared] | LOWER) === word[from + shared]) shared++;
  if (shared === 0) return false;
  if (start + shared === end && from + shared === to) return true;
  const before = word[from + shared - 1];
  const endings = setsOfEnding(packEnding(text, start + shared, end), before);
  if (endings === 0 || to - from - shared > LONGEST_ENDING) return false;
  let other = 0;
  for (let at = from + shared; at < to; at++) other = (other << 8) | word[at];
  return (endings & setsOfEnding(other, before)) !== 0;
}

/** The rest of a word in lower case as bytes of a number; −1 for one that is too long. */
function packEnding(text: Codes, start: number, end: number): number {
  if (end - start > LONGEST_ENDING) return -1;
  let ending = 0;
  for (let at = start; at < end; at++) {
    const code = text[at] | LOWER;
    if (code > 0x7f) return -1;
    ending = (ending << 8) | code;
  }
  return ending;
}

/** The sets that an ending belongs to; a doubled consonant before `ed` and `ing` is passed over. */
function setsOfEnding(ending: number, before: number): number {
  const sets = setsOf(ending);
  if (sets !== 0) return sets;
  if (ending >>> 16 === before && (ending & 0xffff) === 0x6564) return PLAIN;
  return ending >>> 24 === before && (ending & 0xffffff) === 0x696e67 ? PLAIN : 0;
}

/** Whether a word has only letters a–z and apostrophes. No other word has a stem that is not the word itself. */
export function isPlainWord(text: Codes, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const code = text[at];
    if (!isLatinLetter(code) && code !== APOSTROPHE) return false;
  }
  return true;
}
