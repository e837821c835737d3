import { foldCase } from './case-folding.ts';
import { isAscii } from './normalise.ts';

/** Where a text was found, UTF-16 code units; `end` is exclusive. */
export interface FoundRange {
  readonly start: number;
  readonly end: number;
}

/** Each code point as `foldCase` gives it. Nothing else changes: no normal form, no mark dropped. */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text) folded += foldCase(character);
  return folded;
}

/**
 * A text for finding others in it whatever their case, with places in the text as it is. `ß` is found as `ss`, but `s` is not
 * found in it: a match begins and ends where a character does. Memory: four bytes a code unit, for what is not ASCII.
 */
export class FoldedText {
  readonly #text: string;
  readonly #folded: string;
  /** Where the character begins that each code unit of `#folded` is of, and at its end the length of the text; null where they agree. */
  readonly #starts: Uint32Array | null;

  constructor(text: string) {
    this.#text = text;
    this.#folded = foldText(text);
    this.#starts = isAscii(text) ? null : startsOf(text, this.#folded.length);
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

function startsOf(text: string, foldedLength: number): Uint32Array {
  const starts = new Uint32Array(foldedLength + 1);
  let at = 0;
  let place = 0;
  for (const character of text) {
    const end = at + foldCase(character).length;
    starts.fill(place, at, end);
    at = end;
    place += character.length;
  }
  starts[at] = place;
  return starts;
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
