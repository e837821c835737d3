/** Fields of a token in `TokenTable.data`. */
const TERM = 0;
const POSITION = 1;
const START = 2;
const END = 3;
export const TOKEN_FIELDS = 4;

/** The tokens of a passage, in text order: `count` of them from `base` on, TOKEN_FIELDS integers each. */
export interface TokenTable {
  readonly data: Uint32Array;
  readonly base: number;
  readonly count: number;
}

/** A passage's tokens, and which of them a query names. Offsets count from the passage's start. */
export class PassageTokens {
  readonly count: number;
  /** Tokens whose terms the query names: number of the token, and of the term in the query. */
  readonly matches: readonly { readonly token: number; readonly term: number }[];
  readonly #data: Uint32Array;
  readonly #base: number;

  /** @param wanted for each number of a term: its place in the query plus one, or 0 */
  constructor({ data, base, count }: TokenTable, wanted: Uint32Array) {
    this.count = count;
    this.#data = data;
    this.#base = base;
    const matches: { token: number; term: number }[] = [];
    for (let token = 0, at = base + TERM; token < count; token++, at += TOKEN_FIELDS) {
      const place = wanted[data[at]];
      if (place !== 0) matches.push({ token, term: place - 1 });
    }
    this.matches = matches;
  }

  position(token: number): number {
    return this.#data[this.#base + token * TOKEN_FIELDS + POSITION];
  }

  start(token: number): number {
    return this.#data[this.#base + token * TOKEN_FIELDS + START];
  }

  end(token: number): number {
    return this.#data[this.#base + token * TOKEN_FIELDS + END];
  }
}
