import { packPositions } from './gap-ranks.ts';
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
  #numbers: readonly number[] = [];
  /** For each place in the query: the words with this term, as written there. */
  #words: string[][] = [];
  #data = new Uint32Array(1 << 12);

  constructor(numberer: TermNumberer, maxVocabulary = MAX_VOCABULARY) {
    this.#numberer = numberer;
    this.#maxVocabulary = maxVocabulary;
  }

  /** Begins a query: `match` looks for its terms from now on. @param text the words of the query */
  want(terms: readonly string[], text: string): void {
    for (const number of this.#numbers) if (number >= 0) this.#wanted[number] = 0;
    const numberer = this.#numberer;
    if (numberer.vocabulary.length > this.#maxVocabulary) {
      numberer.forget();
      this.generation++;
    }
    this.#numbers = terms.map((term) => numberer.numberOf(term));
    this.#words = terms.map(() => []);
    numberer.number(text);
    this.#reserve();
    for (const [i, number] of this.#numbers.entries()) if (number >= 0) this.#wanted[number] = i + 1;
    for (let token = 0; token < numberer.count; token++) {
      const place = this.#wanted[numberer.terms[token]];
      if (place > 0) this.#words[place - 1].push(text.slice(numberer.starts[token], numberer.ends[token]));
    }
  }

  /** The words with one of the query's terms, as the query has them; none where another word stands for them. */
  wordsOf(place: number): readonly string[] {
    return this.#words[place];
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
