import type { PassageTokens } from './snippet-window.ts';
import type { TermNumberer } from './term-numberer.ts';

/** Terms whose numbers are kept; all are forgotten beyond, so that memory stays bounded. */
const MAX_VOCABULARY = 1 << 17;

/** Reads passages as snippets need them: where the tokens are, and which of them a query names. */
export class PassageReader {
  readonly #numberer: TermNumberer;
  /** For each term of the numberer: its place in the query plus one, or 0. All are 0 between calls. */
  #wanted = new Uint32Array(1 << 12);

  constructor(numberer: TermNumberer) {
    this.#numberer = numberer;
  }

  /** @returns valid until the next call */
  read(passage: string, terms: readonly string[]): PassageTokens {
    const numberer = this.#numberer;
    if (numberer.vocabulary.length > MAX_VOCABULARY) numberer.forget();
    numberer.number(passage);
    const numbers = terms.map((term) => numberer.numberOf(term));
    if (this.#wanted.length < numberer.vocabulary.length) {
      this.#wanted = new Uint32Array(numberer.vocabulary.length * 2);
    }
    const wanted = this.#wanted;
    for (const [i, number] of numbers.entries()) if (number >= 0) wanted[number] = i + 1;
    const { count, positions, starts, ends, terms: found } = numberer;
    const matches: { token: number; term: number }[] = [];
    for (let token = 0; token < count; token++) {
      const place = wanted[found[token]];
      if (place !== 0) matches.push({ token, term: place - 1 });
    }
    for (const number of numbers) if (number >= 0) wanted[number] = 0;
    return { count, positions, starts, ends, matches };
  }
}
