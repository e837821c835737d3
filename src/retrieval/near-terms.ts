import type { TermTable } from '../format/term-table.ts';
import { makesItself } from './one-edit.ts';

/** Which terms of a table does one slip make of a word? As `oneEditAway` makes them, without looking each of those up. */

/** So few blocks are read from end to end: that costs about what fifty-four look-ups do. */
const READ_BLOCKS = 32;
const FIRST_LETTER = 0x61;
const LAST_LETTER = 0x7a;
/** Edits; one that puts a letter in has the letter for a number, and one that replaces by it the letter below zero. */
const LEFT_OUT = 0;
const SWAPPED = 1;
/** More bytes than any term has. */
const NEAR = Number.POSITIVE_INFINITY;
/** Comes behind every byte of UTF-8. */
const BEHIND_ALL = 0xff;

export type TermVisitor = (term: string, ordinal: number) => void;

/** Where a walk is: the blocks in which terms lie that begin as the word does before this place. */
interface WalkState {
  readonly place: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Names each term that `oneEditAway` makes of one of the forms of a word, some more than once.
 *
 * Goes along the word, and keeps the blocks in which the terms lie that begin as it does. While they are many, what a slip at
 * this place makes is looked up among them. As soon as they are few, all of them are compared with the word, and no slip
 * further on needs a look-up. As long as the forms are alike, what has a slip is looked up for all at once, by its beginning.
 *
 * @param forms one or more: a word and its stem
 * @throws StillwebError INDEX_CORRUPT
 */
export function visitNearTerms(table: TermTable, forms: readonly string[], visit: TermVisitor): void {
  const words = forms.map((form) => new NearWord(form));
  let state: WalkState | null = { place: 0, low: 0, high: table.blocks };
  if (words.length > 1) state = walkTogether(table, new NearWord(commonBeginning(forms)), words, visit);
  if (state !== null) for (const word of words) walkAlone(table, word, state, visit);
}

/** The last letter that the forms have in common may have changed places with one that they have not. */
function walkTogether(
  table: TermTable,
  common: NearWord,
  words: readonly NearWord[],
  visit: TermVisitor,
): WalkState | null {
  let [low, high] = [0, table.blocks];
  let place = 0;
  for (; place + 1 < common.letters; place++) {
    if (place > 0) [low, high] = common.narrow(table, place, low, high);
    if (high - low <= READ_BLOCKS) {
      readAll(table, low, high, words, visit);
      return null;
    }
    common.makeEdits(place, (text, length, edit) => {
      if (!table.holdsBeginning(text, length, low, high)) return;
      for (const word of words) {
        word.makeEdits(place, (whole, wholeLength, made) => {
          if (made === edit) find(table, whole, wholeLength, low, high, visit);
        });
      }
    });
  }
  return { place, low, high };
}

function walkAlone(table: TermTable, word: NearWord, from: WalkState, visit: TermVisitor): void {
  let { place, low, high } = from;
  for (; place <= word.letters; place++) {
    if (place > 0) [low, high] = word.narrow(table, place, low, high);
    if (high - low <= READ_BLOCKS) {
      readAll(table, low, high, [word], visit);
      return;
    }
    word.makeEdits(place, (text, length) => find(table, text, length, low, high, visit));
  }
}

function readAll(table: TermTable, low: number, high: number, words: readonly NearWord[], visit: TermVisitor): void {
  table.visitBlocks(low, high, (term, length, ordinal) => {
    let decided = 0;
    for (const word of words) decided = Math.max(decided, word.judge(term, length));
    if (decided === NEAR) visit(textOf(term, length), ordinal);
    return decided;
  });
}

function find(table: TermTable, text: Uint8Array, length: number, low: number, high: number, visit: TermVisitor): void {
  const ordinal = table.findBytes(text, length, low, high);
  if (ordinal >= 0) visit(textOf(text, length), ordinal);
}

function commonBeginning(forms: readonly string[]): string {
  const [first, ...others] = forms.map((form) => [...form]);
  const end = first.findIndex((letter, i) => others.some((other) => other[i] !== letter));
  return first.slice(0, end < 0 ? first.length : end).join('');
}

/** Is given a text that is valid until it returns, and which edit it is of those at its place. */
type EditVisitor = (text: Uint8Array, length: number, edit: number) => void;

class NearWord {
  readonly #bytes: Uint8Array;
  /** Where each letter begins; last the length. */
  readonly #starts: readonly number[];
  readonly #makesItself: boolean;
  /** Texts that are looked up: two at a time differ in one byte from those before. */
  readonly #longer: Uint8Array;
  readonly #replaced: Uint8Array;

  constructor(text: string) {
    this.#bytes = Buffer.from(text, 'utf8');
    const { length } = this.#bytes;
    this.#starts = [...this.#bytes.keys(), length].filter((at) => at === length || !isInside(this.#bytes[at]));
    this.#makesItself = makesItself(text);
    this.#longer = new Uint8Array(length + 1);
    this.#replaced = new Uint8Array(length + 1);
  }

  get letters(): number {
    return this.#starts.length - 1;
  }

  /** Of these blocks those in which terms may lie that begin with the letters before this place. */
  narrow(table: TermTable, place: number, low: number, high: number): [low: number, high: number] {
    const prefix = this.#longer;
    const length = this.#starts[place];
    prefix.set(this.#bytes.subarray(0, length));
    const first = table.blockOf(prefix, length, low, high);
    prefix[length] = BEHIND_ALL;
    return [first, table.blockOf(prefix, length + 1, first, high) + 1];
  }

  /** Names what a slip at this place makes. */
  makeEdits(place: number, visit: EditVisitor): void {
    const word = this.#bytes;
    const at = this.#starts[place];
    const longer = this.#longer;
    longer.set(word.subarray(0, at));
    longer.set(word.subarray(at), at + 1);
    const isLast = place === this.letters;
    const next = isLast ? at : this.#starts[place + 1];
    const replaced = this.#replaced;
    replaced.set(word.subarray(0, at));
    replaced.set(word.subarray(next), at + 1);
    const replacedLength = word.length - (next - at) + 1;
    for (let letter = FIRST_LETTER; letter <= LAST_LETTER; letter++) {
      longer[at] = letter;
      // Before its like a letter makes what it makes behind it.
      if (letter !== word[at]) visit(longer, word.length + 1, letter);
      replaced[at] = letter;
      if (!isLast) visit(replaced, replacedLength, -letter);
    }
    if (isLast) return;
    replaced.copyWithin(at, at + 1, replacedLength);
    visit(replaced, replacedLength - 1, LEFT_OUT);
    if (place + 1 === this.letters) return;
    const end = this.#starts[place + 2];
    replaced.set(word.subarray(next, end), at);
    replaced.set(word.subarray(at, next), at + end - next);
    replaced.set(word.subarray(end), end);
    visit(replaced, word.length, SWAPPED);
  }

  /**
   * Whether a slip makes this term of the word: `NEAR`, or how many bytes of the term say that none does. A slip before the first
   * letter that differs makes what one at that letter makes.
   */
  judge(term: Uint8Array, length: number): number {
    const word = this.#bytes;
    const shorter = Math.min(length, word.length);
    let at = 0;
    while (at < shorter && term[at] === word[at]) at++;
    if (at === length && at === word.length) return this.#makesItself ? NEAR : length + 1;
    let decided = at + 1;
    while (at < word.length && at > 0 && isInside(word[at])) at--;
    const isReplacing = at < length && term[at] >= FIRST_LETTER && term[at] <= LAST_LETTER;
    const place = this.#starts.indexOf(at);
    if (isReplacing) decided = Math.max(decided, this.#compare(term, at + 1, length, at));
    if (place < this.letters) {
      const next = this.#starts[place + 1];
      decided = Math.max(decided, this.#compare(term, at, length, next));
      if (isReplacing) decided = Math.max(decided, this.#compare(term, at + 1, length, next));
      if (place + 1 < this.letters) decided = Math.max(decided, this.#compareSwapped(term, at, length, place));
    }
    return decided;
  }

  /** As `judge`: whether the term goes on from `from` as the word does from `at`. */
  #compare(term: Uint8Array, from: number, length: number, at: number): number {
    const word = this.#bytes;
    let to = from;
    for (let i = at; i < word.length; i++, to++) if (to === length || term[to] !== word[i]) return to + 1;
    return to === length ? NEAR : to + 1;
  }

  /** The same, where the letter at a place and the next have changed places. */
  #compareSwapped(term: Uint8Array, at: number, length: number, place: number): number {
    const word = this.#bytes;
    const next = this.#starts[place + 1];
    const end = this.#starts[place + 2];
    const middle = at + end - next;
    for (let to = at; to < end; to++) {
      if (to === length || term[to] !== word[to < middle ? to + next - at : to + next - end]) return to + 1;
    }
    return this.#compare(term, end, length, end);
  }
}

/** Whether a byte goes on with a letter of UTF-8. */
function isInside(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function textOf(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('utf8');
}
