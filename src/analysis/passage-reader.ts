import { PassageTokens, TOKEN_FIELDS, type TokenTable } from './passage-tokens.ts';
import type { TermNumberer } from './term-numberer.ts';

/** Terms whose numbers are kept; all are forgotten beyond, so that memory stays bounded. */
const MAX_VOCABULARY = 1 << 18;

/** Reads passages as snippets need them: where the tokens are, and which of them a query names. */
export class PassageReader {
  /** Grows when the numbers of terms are forgotten: tokens that were read before mean nothing then. */
  generation = 0;
  readonly #numberer: TermNumberer;
  readonly #maxVocabulary: number;
  /** For each number of a term: its place in the query plus one, or 0. */
  #wanted = new Uint16Array(1 << 12);
  #numbers: readonly number[] = [];
  #data = new Uint32Array(1 << 12);

  constructor(numberer: TermNumberer, maxVocabulary = MAX_VOCABULARY) {
    this.#numberer = numberer;
    this.#maxVocabulary = maxVocabulary;
  }

  /** Begins a query: `match` looks for its terms from now on. */
  want(terms: readonly string[]): void {
    for (const number of this.#numbers) if (number >= 0) this.#wanted[number] = 0;
    if (this.#numberer.vocabulary.length > this.#maxVocabulary) {
      this.#numberer.forget();
      this.generation++;
    }
    this.#numbers = terms.map((term) => this.#numberer.numberOf(term));
    this.#reserve();
    for (const [i, number] of this.#numbers.entries()) if (number >= 0) this.#wanted[number] = i + 1;
  }

  /** @returns valid until the next call */
  read(passage: string): TokenTable {
    const numberer = this.#numberer;
    numberer.number(passage);
    this.#reserve();
    const { count, terms, positions, starts, ends } = numberer;
    if (this.#data.length < count * TOKEN_FIELDS) this.#data = new Uint32Array(count * TOKEN_FIELDS * 2);
    const data = this.#data;
    for (let token = 0; token < count; token++) {
      data[token] = terms[token];
      data[count + token] = positions[token];
      data[count * 2 + token] = starts[token];
      data[count * 3 + token] = ends[token];
    }
    return { data, base: 0, count };
  }

  /** @param tokens from `read`, since `generation` grew last */
  match(tokens: TokenTable): PassageTokens {
    return new PassageTokens(tokens, this.#wanted);
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
