import type { TermTable } from '../format/term-table.ts';
import { makesItself } from './one-edit.ts';

/** Which terms of a table does one slip make of a word? As `oneEditAway` makes them, without looking each of those up. */

/** So few blocks are read from end to end: that costs less than fifty-four look-ups. */
const READ_BLOCKS = 32;
const FIRST_LETTER = 0x61;
const LAST_LETTER = 0x7a;
/** More bytes than any term has. */
const NEAR = Number.POSITIVE_INFINITY;
/** Comes behind every byte of UTF-8. */
const BEHIND_ALL = 0xff;

export type TermVisitor = (term: string, ordinal: number) => void;

/**
 * Names each term that `oneEditAway` makes of a word, some more than once.
 *
 * Goes along the word, and keeps the blocks in which the terms lie that begin as it does. While they are many, what a slip at
 * this place makes is looked up among them. As soon as they are few, all of them are compared with the word, and no slip
 * further on needs a look-up.
 *
 * @throws StillwebError INDEX_CORRUPT
 */
export function visitNearTerms(table: TermTable, text: string, visit: TermVisitor): void {
  const word = new NearWord(text);
  let low = 0;
  let high = table.blocks;
  for (let place = 0; place <= word.letters; place++) {
    if (place > 0) [low, high] = word.narrow(table, place, low, high);
    if (high - low <= READ_BLOCKS) {
      table.visitBlocks(low, high, (term, length, ordinal) => {
        const decided = word.judge(term, length);
        if (decided === NEAR) visit(textOf(term, length), ordinal);
        return decided;
      });
      return;
    }
    word.lookUp(table, place, low, high, visit);
  }
}

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

  /** Looks up what a slip at this place makes. */
  lookUp(table: TermTable, place: number, low: number, high: number, visit: TermVisitor): void {
    const word = this.#bytes;
    const at = this.#starts[place];
    const find = (text: Uint8Array, length: number): void => {
      const ordinal = table.findBytes(text, length, low, high);
      if (ordinal >= 0) visit(textOf(text, length), ordinal);
    };
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
      if (letter !== word[at]) find(longer, word.length + 1);
      replaced[at] = letter;
      if (!isLast) find(replaced, replacedLength);
    }
    if (isLast) return;
    replaced.copyWithin(at, at + 1, replacedLength);
    find(replaced, replacedLength - 1);
    if (place + 1 === this.letters) return;
    const end = this.#starts[place + 2];
    replaced.set(word.subarray(next, end), at);
    replaced.set(word.subarray(at, next), at + end - next);
    replaced.set(word.subarray(end), end);
    find(replaced, word.length);
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
