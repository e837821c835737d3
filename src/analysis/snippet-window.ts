import type { QueryTerm } from './parsed-query.ts';
import type { PassageTokens } from './passage-tokens.ts';

/**
 * What a term weighs in the choice of a window, for each time that a query names it. A term that weighs less is light: alone
 * it is no reason to show a second place.
 */
export const WINDOW_WEIGHT = 8;

/** A positive integer, so that a sum does not depend on order. */
export function windowWeight({ weight }: QueryTerm): number {
  return weight * WINDOW_WEIGHT;
}

/** A second place is shown only where both have room for this many tokens. */
const MIN_SPAN_TOKENS = 8;

/** Finds the matches that a snippet shows: those of one window, or of two where one cannot show them all. */
export class SnippetWindow {
  /** 0 without a match, else 1 or 2. */
  count = 0;
  /** First and last matching token of each; the last is inclusive. */
  readonly first = new Uint32Array(2);
  readonly last = new Uint32Array(2);
  /** Tokens that each may show. */
  width = 0;
  #weights = new Uint32Array(16);
  #left = new Uint32Array(16);
  #counts = new Uint32Array(16);
  #bestFirst = 0;
  #bestLast = 0;

  /** @param weights of the query's terms, in their order */
  weigh(weights: readonly number[]): void {
    if (this.#weights.length < weights.length) {
      this.#weights = new Uint32Array(weights.length * 2);
      this.#left = new Uint32Array(weights.length * 2);
      this.#counts = new Uint32Array(weights.length * 2);
    }
    for (let term = 0; term < weights.length; term++) this.#weights[term] = weights[term];
  }

  /**
   * One window of `width` tokens, with the greatest sum of weights over its distinct terms, the earliest of several. Two of
   * half the width, where together they have more by a term of full weight; in the order of the text.
   */
  choose(tokens: PassageTokens, width: number): void {
    this.count = 0;
    this.width = width;
    if (tokens.matches === 0) return;
    const weights = this.#weights;
    const one = this.#findBest(tokens, weights, width);
    this.#take(0);
    this.count = 1;
    const half = width >>> 1;
    if (half < MIN_SPAN_TOKENS || this.#sumOfAll(tokens) < one + WINDOW_WEIGHT) return;
    const nearer = this.#findBest(tokens, weights, half);
    const [first, last] = [this.#bestFirst, this.#bestLast];
    const left = this.#left;
    left.set(weights);
    for (let i = 0; i < tokens.matches; i++) {
      const token = tokens.matchTokens[i];
      if (token >= first && token <= last) left[tokens.matchTerms[i]] = 0;
    }
    const further = this.#findBest(tokens, left, half);
    if (nearer + further < one + WINDOW_WEIGHT) return;
    const isFirst = this.#bestFirst > first;
    this.#take(isFirst ? 1 : 0);
    this.first[isFirst ? 0 : 1] = first;
    this.last[isFirst ? 0 : 1] = last;
    this.count = 2;
    this.width = half;
  }

  #take(place: number): void {
    this.first[place] = this.#bestFirst;
    this.last[place] = this.#bestLast;
  }

  /** Of the distinct terms that the passage has. */
  #sumOfAll({ matches, matchTerms }: PassageTokens): number {
    const counts = this.#counts;
    let sum = 0;
    for (let i = 0; i < matches; i++) {
      if (counts[matchTerms[i]]++ === 0) sum += this.#weights[matchTerms[i]];
    }
    for (let i = 0; i < matches; i++) counts[matchTerms[i]] = 0;
    return sum;
  }

  /** Two pointers over the matches: linear. Terms of weight 0 are no matches. @returns the sum of the best */
  #findBest(tokens: PassageTokens, weights: Uint32Array, width: number): number {
    const { matches, matchTokens, matchTerms } = tokens;
    const counts = this.#counts;
    let sum = 0;
    let best = 0;
    let end = 0;
    let last = 0;
    for (let begin = 0; begin < matches; begin++) {
      const term = matchTerms[begin];
      if (weights[term] === 0) continue;
      const limit = tokens.position(matchTokens[begin]) + width;
      for (; end < matches && tokens.position(matchTokens[end]) < limit; end++) {
        const weight = weights[matchTerms[end]];
        if (weight === 0) continue;
        if (counts[matchTerms[end]]++ === 0) sum += weight;
        last = matchTokens[end];
      }
      if (sum > best) {
        best = sum;
        this.#bestFirst = matchTokens[begin];
        this.#bestLast = last;
      }
      if (--counts[term] === 0) sum -= weights[term];
    }
    return best;
  }
}
