import { normaliseWord } from './normalise.ts';

const CAPITAL_A = 0x41;
const CAPITAL_Z = 0x5a;
const TO_SMALL = 0x20;

/**
 * A short list of words in ASCII, asked for ranges of a text: most words of a query are not listed, and to learn that costs
 * no string.
 */
export class ListedWords {
  readonly #words: ReadonlySet<string>;
  /** By hash, open addressing with linear probing; half of it is empty at least. */
  readonly #slots: readonly (string | null)[];
  readonly #longest: number;

  /** @param words in small letters */
  constructor(words: ReadonlySet<string>) {
    this.#words = words;
    this.#longest = Math.max(...Array.from(words, ({ length }) => length));
    const slots: (string | null)[] = new Array(2 ** Math.ceil(Math.log2(words.size * 2))).fill(null);
    for (const word of words) {
      let slot = hashOf(word, 0, word.length) & (slots.length - 1);
      while (slots[slot] !== null) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = word;
    }
    this.#slots = slots;
  }

  /** @param word as `normaliseWord` makes it */
  has(word: string): boolean {
    return this.#words.has(word);
  }

  /** Whether `normaliseWord` makes one of them of `text.slice(start, end)`. */
  holds(text: string, start: number, end: number): boolean {
    const hash = hashOf(text, start, end);
    if (hash < 0) return this.#words.has(normaliseWord(text.slice(start, end)));
    if (end - start > this.#longest) return false;
    const slots = this.#slots;
    for (let slot = hash & (slots.length - 1); ; slot = (slot + 1) & (slots.length - 1)) {
      const word = slots[slot];
      if (word === null) return false;
      if (word.length === end - start && isWritten(word, text, start)) return true;
    }
  }
}

function small(code: number): number {
  return code >= CAPITAL_A && code <= CAPITAL_Z ? code + TO_SMALL : code;
}

function isWritten(word: string, text: string, start: number): boolean {
  for (let at = 0; at < word.length; at++) if (small(text.charCodeAt(start + at)) !== word.charCodeAt(at)) return false;
  return true;
}

/** FNV-1a over the small letters of a range, 31 bits; −1 where it is not all ASCII. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) return -1;
    hash = Math.imul(hash ^ small(code), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
