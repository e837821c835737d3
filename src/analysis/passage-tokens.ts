import { Break } from './gap-scan.ts';

/** Integers of a token in `TokenTable.data`. */
export const TOKEN_FIELDS = 4;

/**
 * A position is packed with how good it is to cut the text before its token, whether words of the gap stand before the cut,
 * and whether a bracket is open where the gap begins.
 */
const POSITION_BITS = 27;
const POSITION_MASK = 2 ** POSITION_BITS - 1;
const RANK_MASK = 7;

/**
 * The tokens of a passage, in text order, and behind them one more that stands for the passage's end: from `base` on
 * `count + 1` numbers of terms, then as many packed positions, starts and ends. Side by side, since most tokens are only
 * asked for their terms. Of the last the term is 0 and means nothing, the position is the number of all positions, and
 * start and end are the length of the passage.
 */
export interface TokenTable {
  readonly data: Uint32Array;
  readonly base: number;
  readonly count: number;
}

/** Integers of a table of so many tokens. */
export function tableLength(count: number): number {
  return (count + 1) * TOKEN_FIELDS;
}

const BEHIND_WORD = 1 << 30;
const INSIDE = 1 << 31;

/** @param rank a value of `Break`; the others as `PassageTokens` gives them */
export function packPosition(position: number, rank: number, isBehindWord: boolean, isInside: boolean): number {
  return (position | (rank << POSITION_BITS) | (isBehindWord ? BEHIND_WORD : 0) | (isInside ? INSIDE : 0)) >>> 0;
}

/** A packed position as it is when no bracket is open there. */
export function withoutBracket(packed: number): number {
  const rank = (packed >>> POSITION_BITS) & RANK_MASK;
  const outer = rank === Break.InnerWord ? Break.Word : rank === Break.InnerClause ? Break.Clause : rank;
  return packPosition(packed & POSITION_MASK, outer, (packed & BEHIND_WORD) !== 0, false);
}

/**
 * A passage's tokens, and which of them a query names. Offsets count from the passage's start. One object serves passage
 * after passage.
 */
export class PassageTokens {
  count = 0;
  /** The first `matches` entries: tokens whose terms the query names, ascending, and the places of these terms in it. */
  matches = 0;
  matchTokens = new Uint32Array(64);
  matchTerms = new Uint16Array(64);
  #data: Uint32Array = new Uint32Array(0);
  #positions = 0;
  #starts = 0;
  #ends = 0;

  /** @param wanted for each number of a term: its place in the query plus one, or 0 */
  read({ data, base, count }: TokenTable, wanted: Uint16Array): void {
    this.count = count;
    this.#data = data;
    this.#positions = base + count + 1;
    this.#starts = this.#positions + count + 1;
    this.#ends = this.#starts + count + 1;
    if (this.matchTokens.length < count) {
      this.matchTokens = new Uint32Array(count * 2);
      this.matchTerms = new Uint16Array(count * 2);
    }
    const { matchTokens, matchTerms } = this;
    let matches = 0;
    for (let token = 0; token < count; token++) {
      const place = wanted[data[base + token]];
      if (place === 0) continue;
      matchTokens[matches] = token;
      matchTerms[matches++] = place - 1;
    }
    this.matches = matches;
  }

  /** Of `count` too, as of the passage's end. */
  position(token: number): number {
    return this.#data[this.#positions + token] & POSITION_MASK;
  }

  /** How good it is to cut before the token, a value of `Break`. */
  rank(token: number): number {
    return (this.#data[this.#positions + token] >>> POSITION_BITS) & RANK_MASK;
  }

  /** Whether words of the gap before the token, which are stop words, stand before the cut. */
  isBehindWord(token: number): boolean {
    return (this.#data[this.#positions + token] & BEHIND_WORD) !== 0;
  }

  /** Whether a bracket is open where the gap before the token begins. */
  isInside(token: number): boolean {
    return this.#data[this.#positions + token] >>> 31 === 1;
  }

  /** The last token, or the passage's end, before which tokens of positions below `limit` stand; `least` or more. */
  indexBefore(limit: number, least: number): number {
    let token = least;
    const data = this.#data;
    const positions = this.#positions;
    while (token < this.count && (data[positions + token] & POSITION_MASK) < limit) token++;
    return token;
  }

  start(token: number): number {
    return this.#data[this.#starts + token];
  }

  end(token: number): number {
    return this.#data[this.#ends + token];
  }
}
