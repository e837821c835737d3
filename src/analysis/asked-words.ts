import { isLatinLetter } from '../bytes/lower-ascii.ts';
import type { QueryTerm } from './parsed-query.ts';
import { areForms, type Codes, isPlainWord } from './word-forms.ts';

/** Words of a query that are compared without asking which term they have. */
const MAX_QUICK = 24;

/** Gives the words of a query with each of its terms, as written there. */
export type ReadWords = () => readonly (readonly string[])[];

/** Tells whether a word of a text, which has a term of the query, is the word that the query has or a form of it. */
export class AskedWords {
  /** The code units of the query, its letters in lower case. */
  #codes = new Uint16Array(256);
  #word = new Uint16Array(64);
  #terms: readonly QueryTerm[] = [];
  #read: ReadWords = () => [];
  /** Runs of the letters a–z in the query. */
  #count = 0;
  readonly #starts = new Uint32Array(MAX_QUICK);
  readonly #ends = new Uint32Array(MAX_QUICK);
  /** For each of the query's terms: the run of which a word with the term was a form last, plus one. */
  #latest = new Uint8Array(16);
  /** What `read` gave; null until it is needed. */
  #words: readonly (readonly string[])[] | null = null;

  /** Begins a query. @param terms of it that are looked for. @param read called once at the most */
  ask(text: string, queryTerms: readonly QueryTerm[], read: ReadWords): void {
    const terms = queryTerms.length;
    if (this.#latest.length < terms) this.#latest = new Uint8Array(terms * 2);
    for (let place = 0; place < terms; place++) this.#latest[place] = 0;
    this.#terms = queryTerms;
    this.#read = read;
    this.#words = null;
    if (this.#codes.length < text.length) this.#codes = new Uint16Array(text.length * 2);
    const codes = this.#codes;
    const { length } = text;
    let count = 0;
    for (let at = 0; at < length && count < MAX_QUICK; at++) {
      if (!isLatinLetter(text.charCodeAt(at))) continue;
      this.#starts[count] = at;
      for (; at < length && isLatinLetter(text.charCodeAt(at)); at++) codes[at] = text.charCodeAt(at) | 0x20;
      this.#ends[count++] = at;
    }
    this.#count = count;
  }

  /**
   * True too where no word of the query has the term: another word stands for it then.
   *
   * @param place of the term in the query
   */
  has(text: Codes, start: number, end: number, place: number): boolean {
    // It stands for a word with a slip, which no word of a text is a form of.
    if (this.#terms[place].from !== undefined) return true;
    const latest = this.#latest[place] - 1;
    if (latest >= 0 && areForms(text, start, end, this.#codes, this.#starts[latest], this.#ends[latest])) return true;
    for (let run = 0; run < this.#count; run++) {
      if (!areForms(text, start, end, this.#codes, this.#starts[run], this.#ends[run])) continue;
      this.#latest[place] = run + 1;
      return true;
    }
    if (!isPlainWord(text, start, end)) return true;
    return this.#hasForm(text, start, end, place);
  }

  #hasForm(text: Codes, start: number, end: number, place: number): boolean {
    this.#words ??= this.#read();
    const words = this.#words[place];
    if (words.length === 0) return true;
    return words.some((word) => this.#isForm(text, start, end, word));
  }

  /** An acronym is compared without its full stops: `U.S.` is `us`, of which `use` is no form. */
  #isForm(text: Codes, start: number, end: number, word: string): boolean {
    if (this.#word.length < word.length) this.#word = new Uint16Array(word.length * 2);
    let length = 0;
    for (let at = 0; at < word.length; at++) {
      if (word[at] !== '.') this.#word[length++] = word.charCodeAt(at) | 0x20;
    }
    return !isPlainWord(this.#word, 0, length) || areForms(text, start, end, this.#word, 0, length);
  }
}
