import { isWhiteSpace } from '../../src/bytes/white-space.ts';

/**
 * Counts words without asking for a language, in quarters of a word so that all is integers.
 *
 *   a run of letters, digits and marks    1 word for each 64 code units begun (an address or a blob counts as several)
 *   a Han or Kana character               ½ word: Chinese and Japanese write no spaces; a word is about two characters
 *                                         (their punctuation and full-width forms count the same)
 *   a Thai, Lao, Khmer or Burmese one     ¼ word: the same, and a word is about four characters
 *
 * An atom is what is counted at once, and is never cut: 64 code units of a run, or one character without spaces.
 */
export const QUARTERS_PER_WORD = 4;
const MAX_ATOM_CODE_UNITS = 64;

/** Quarters of a word that one character of a script without spaces counts; 0 for all other characters. */
function unspacedQuarters(code: number): number {
  if (code < 0x0e00) return 0;
  if (code <= 0x0eff) return 1;
  if (code >= 0x1000 && code <= 0x109f) return 1;
  if (code >= 0x1780 && code <= 0x17ff) return 1;
  if (code < 0x3001) return 0;
  const isHanOrKana =
    code <= 0x30ff ||
    (code >= 0x31f0 && code <= 0x31ff) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff01 && code <= 0xff9f) ||
    (code >= 0x1b000 && code <= 0x1b16f) ||
    (code >= 0x20000 && code <= 0x3ffff);
  return isHanOrKana ? 2 : 0;
}

/** Walks the atoms of a text from left to right. After `next` returned true, `start`, `end` and `quarters` describe one. */
export class AtomCursor {
  readonly #text: string;
  readonly #limit: number;
  start: number;
  end: number;
  quarters = 0;

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#limit = end;
    this.start = start;
    this.end = start;
  }

  next(): boolean {
    const text = this.#text;
    let place = this.end;
    while (place < this.#limit && isWhiteSpace(text.charCodeAt(place))) place += 1;
    this.start = place;
    if (place >= this.#limit) {
      this.end = place;
      return false;
    }
    const first = text.codePointAt(place)!;
    this.quarters = unspacedQuarters(first);
    place += first > 0xffff ? 2 : 1;
    if (this.quarters === 0) {
      this.quarters = QUARTERS_PER_WORD;
      while (place < this.#limit) {
        const code = text.codePointAt(place)!;
        const codeUnits = code > 0xffff ? 2 : 1;
        if (isWhiteSpace(code) || unspacedQuarters(code) > 0) break;
        if (place + codeUnits - this.start > MAX_ATOM_CODE_UNITS) break;
        place += codeUnits;
      }
    }
    this.end = Math.min(place, this.#limit);
    return true;
  }
}

/** Words of a part of a text, in quarters. */
export function countQuarters(text: string, start: number, end: number): number {
  const atoms = new AtomCursor(text, start, end);
  let quarters = 0;
  while (atoms.next()) quarters += atoms.quarters;
  return quarters;
}
