import { packPositions } from './gap-ranks.ts';
import type { QueryTerm } from './parsed-query.ts';
import { PassageTokens, type TokenTable, tableLength } from './passage-tokens.ts';
import type { TermNumberer } from './term-numberer.ts';

/** Terms whose numbers are kept; all are forgotten beyond, so that memory stays bounded. */
const MAX_VOCABULARY = 1 << 18;

/** Reads passages as snippets need them: where the tokens are, where it is good to cut, and which tokens a query names. */
export class PassageReader {
  /** Grows when the numbers of terms are forgotten: tokens that were read before mean nothing then. */
  generation = 0;
  readonly #numberer: TermNumberer;
  readonly #maxVocabulary: number;
  readonly #tokens = new PassageTokens();
  /** For each number of a term: its place in the query plus one, or 0. */
  #wanted = new Uint16Array(1 << 12);
  /** Numbers of the terms of the query. */
  readonly #numbers: number[] = [];
  #count = 0;
  #data = new Uint32Array(1 << 12);
  #codes = new Uint16Array(1 << 12);

  constructor(numberer: TermNumberer, maxVocabulary = MAX_VOCABULARY) {
    this.#numberer = numberer;
    this.#maxVocabulary = maxVocabulary;
  }

  /** Begins a query: `match` looks for its terms from now on. */
  want(terms: readonly QueryTerm[]): void {
    const wanted = this.#wanted;
    for (let i = 0; i < this.#count; i++) if (this.#numbers[i] >= 0) wanted[this.#numbers[i]] = 0;
    if (this.#numberer.vocabulary.length > this.#maxVocabulary) {
      this.#numberer.forget();
      this.generation++;
    }
    this.#count = terms.length;
    for (let i = 0; i < terms.length; i++) this.#numbers[i] = this.#numberer.numberOf(terms[i].term);
    this.#reserve();
    for (let i = 0; i < terms.length; i++) if (this.#numbers[i] >= 0) this.#wanted[this.#numbers[i]] = i + 1;
  }

  /** The words of a text with each of the terms that are wanted, as written. */
  readWords(text: string): string[][] {
    const words: string[][] = Array.from({ length: this.#count }, () => []);
    this.#numberer.number(text);
    this.#reserve();
    const { count, terms, starts, ends } = this.#numberer;
    for (let token = 0; token < count; token++) {
      const place = this.#wanted[terms[token]];
      if (place > 0) words[place - 1].push(text.slice(starts[token], ends[token]));
    }
    return words;
  }

  /** @returns valid until the next call */
  read(passage: string): TokenTable {
    const numberer = this.#numberer;
    numberer.number(passage);
    this.#reserve();
    const { count, terms, starts, ends } = numberer;
    const length = tableLength(count);
    if (this.#data.length < length) this.#data = new Uint32Array(length * 2);
    const data = this.#data;
    const stride = count + 1;
    data.set(terms.subarray(0, count), 0);
    data.set(starts.subarray(0, count), stride * 2);
    data.set(ends.subarray(0, count), stride * 3);
    data[count] = 0;
    data[stride * 2 + count] = passage.length;
    data[stride * 3 + count] = passage.length;
    packPositions(passage, numberer, data, stride);
    return { data, base: 0, count };
  }

  /** The code units of the passage that was read last, and others behind them; valid until the next call. */
  copyCodes(length: number): Uint16Array {
    if (this.#codes.length < length) this.#codes = new Uint16Array(length * 2);
    this.#codes.set(this.#numberer.codes.subarray(0, length));
    return this.#codes;
  }

  /** Numbers of the terms of a title, with repeats. */
  readTitle(title: string): Uint32Array {
    this.#numberer.number(title);
    this.#reserve();
    return this.#numberer.terms.slice(0, this.#numberer.count);
  }

  /**
   * @param tokens from `read`, since `generation` grew last
   * @returns valid until the next call
   */
  match(tokens: TokenTable): PassageTokens {
    this.#tokens.read(tokens, this.#wanted);
    return this.#tokens;
  }

  /** The place in the query of a term's number; −1 for one that the query does not name. */
  placeOf(number: number): number {
    return this.#wanted[number] - 1;
  }

  /** Room for every number there is. */
  #reserve(): void {
    const { length } = this.#numberer.vocabulary;
    if (this.#wanted.length >= length) return;
    const grown = new Uint16Array(length * 2);
    grown.set(this.#wanted);
    this.#wanted = grown;
  }
}
