/** Integers of a token in `TokenTable.data`. */
export const TOKEN_FIELDS = 4;

/**
 * The tokens of a passage, in text order: from `base` on `count` numbers of terms, then as many positions, starts and
 * ends. Side by side, since most tokens are only asked for their terms.
 */
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
  constructor({ data, base, count }: TokenTable, wanted: Uint16Array) {
    this.count = count;
    this.#data = data;
    this.#base = base;
    const matches: { token: number; term: number }[] = [];
    for (let token = 0; token < count; token++) {
      const place = wanted[data[base + token]];
      if (place !== 0) matches.push({ token, term: place - 1 });
    }
    this.matches = matches;
  }

  position(token: number): number {
    return this.#data[this.#base + this.count + token];
  }

  start(token: number): number {
    return this.#data[this.#base + this.count * 2 + token];
  }

  end(token: number): number {
    return this.#data[this.#base + this.count * 3 + token];
  }
}
