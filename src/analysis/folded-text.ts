import { characterFoldings, foldCase } from './case-folding.ts';

/** Where a text was found, UTF-16 code units; `end` is exclusive. */
export interface FoundRange {
  readonly start: number;
  readonly end: number;
}

/** Each code point as `foldCase` gives it. Nothing else changes: no normal form, no mark dropped. */
export function foldText(text: string): string {
  return fold(text).folded;
}

/**
 * A text for finding others in it whatever their case, with places in the text as it is. `ß` is found as `ss`, but `s` is not
 * found in it: a match begins and ends where a character does. Memory: two bytes a code unit, and six where a character folds to
 * several.
 */
export class FoldedText {
  readonly #text: string;
  readonly #folded: string;
  readonly #starts: Uint32Array | null;

  constructor(text: string) {
    const { folded, starts } = fold(text);
    this.#text = text;
    this.#folded = folded;
    this.#starts = starts;
  }

  /** @param needle as `foldText` gives it, not empty @param from in the text as it is */
  find(needle: string, from: number): FoundRange | null {
    const starts = this.#starts;
    if (starts === null) {
      const start = this.#folded.indexOf(needle, from);
      return start < 0 ? null : { start, end: start + needle.length };
    }
    if (from > this.#text.length) return null;
    for (let at = lowerBound(starts, from); ; at++) {
      at = this.#folded.indexOf(needle, at);
      if (at < 0) return null;
      const end = at + needle.length;
      const beginsCharacter = at === 0 || starts[at - 1] !== starts[at];
      if (beginsCharacter && starts[end - 1] !== starts[end]) return { start: starts[at], end: starts[end] };
    }
  }
}

interface Folding {
  readonly folded: string;
  /** Where the character begins that each code unit of `folded` is of, and at its end the length of the text; null where they agree. */
  readonly starts: Uint32Array | null;
}

/** In a table of code units: look at the whole character. */
const ASK = 0xffff;
/** What each code unit folds to where that is one code unit, whatever stands beside it. */
const UNIT_FOLDINGS = makeUnitFoldings();

function makeUnitFoldings(): Uint16Array {
  const table = Uint16Array.from({ length: 0x10000 }, (_, code) => (code >= 0x41 && code <= 0x5a ? code + 0x20 : code));
  // A character beyond the basic plane is known by its first half.
  for (const [character, folding] of characterFoldings()) {
    const isOne = character.length === 1 && folding.length === 1;
    table[character.charCodeAt(0)] = isOne ? folding.charCodeAt(0) : ASK;
  }
  return table;
}

function fold(text: string): Folding {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = UNIT_FOLDINGS[text.charCodeAt(at)];
    if (unit === ASK) return foldCharacters(text);
    units[at] = unit;
  }
  return { folded: textOf(units), starts: null };
}

/** A code unit folds to three at the most. */
const MOST_UNITS = 3;

function foldCharacters(text: string): Folding {
  const units = new Uint16Array(MOST_UNITS * text.length);
  const starts = new Uint32Array(MOST_UNITS * text.length + 1);
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const unit = UNIT_FOLDINGS[text.charCodeAt(at)];
    if (unit !== ASK) {
      starts[length] = at++;
      units[length++] = unit;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) as number);
    const folding = foldCase(character);
    for (let i = 0; i < folding.length; i++) {
      starts[length] = at;
      units[length++] = folding.charCodeAt(i);
    }
    at += character.length;
  }
  starts[length] = text.length;
  return { folded: textOf(units.subarray(0, length)), starts: starts.subarray(0, length + 1) };
}

/** Little-endian machines only, as the whole index is. */
function textOf(units: Uint16Array): string {
  return Buffer.from(units.buffer, units.byteOffset, units.byteLength).toString('utf16le');
}

/** First place of an ascending list whose value is `value` or more. */
function lowerBound(list: Uint32Array, value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
