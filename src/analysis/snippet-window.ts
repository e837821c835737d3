import type { QueryTerm } from './parsed-query.ts';
import type { PassageTokens } from './passage-tokens.ts';

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
  #positions = new Uint32Array(64);
  #bestFirst = 0;
  #bestLast = 0;

  /** Begins a query. A term weighs as often as the query names it: integers, so that a sum does not depend on order. */
  weigh(terms: readonly QueryTerm[]): void {
    if (this.#weights.length < terms.length) {
      this.#weights = new Uint32Array(terms.length * 2);
      this.#left = new Uint32Array(terms.length * 2);
      this.#counts = new Uint32Array(terms.length * 2);
    }
    for (let term = 0; term < terms.length; term++) this.#weights[term] = terms[term].weight;
  }

  /**
   * One window of `width` tokens, with the greatest sum of weights over its distinct terms, the earliest of several. Two of
   * half the width, where together they have more; in the order of the text.
   */
  choose(tokens: PassageTokens, width: number): void {
    this.count = 0;
    this.width = width;
    if (tokens.matches === 0) return;
    const weights = this.#weights;
    const all = this.#readMatches(tokens);
    const one = this.#findBest(tokens, weights, width, all);
    this.#take(0);
    this.count = 1;
    const half = width >>> 1;
    if (half < MIN_SPAN_TOKENS || all === one) return;
    const nearer = this.#findBest(tokens, weights, half, all);
    const [first, last] = [this.#bestFirst, this.#bestLast];
    const left = this.#left;
    left.set(weights);
    for (let i = 0; i < tokens.matches; i++) {
      const token = tokens.matchTokens[i];
      if (token >= first && token <= last) left[tokens.matchTerms[i]] = 0;
    }
    const further = this.#findBest(tokens, left, half, all);
    if (nearer + further <= one) return;
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

  /** @returns the sum of weights over the distinct terms that the passage has */
  #readMatches(tokens: PassageTokens): number {
    const { matches, matchTokens, matchTerms } = tokens;
    if (this.#positions.length < matches) this.#positions = new Uint32Array(matches * 2);
    const positions = this.#positions;
    const weights = this.#weights;
    const counts = this.#counts;
    let sum = 0;
    for (let i = 0; i < matches; i++) {
      positions[i] = tokens.position(matchTokens[i]);
      const term = matchTerms[i];
      if (counts[term] === 0) sum += weights[term];
      counts[term] = 1;
    }
    for (let i = 0; i < matches; i++) counts[matchTerms[i]] = 0;
    return sum;
  }

  /**
   * Two pointers over the matches: linear. Terms of weight 0 are no matches.
   *
   * @param most the greatest sum that there can be
   * @returns the sum of the best
   */
  #findBest(tokens: PassageTokens, weights: Uint32Array, width: number, most: number): number {
    const { matches, matchTokens, matchTerms } = tokens;
    const counts = this.#counts;
    const positions = this.#positions;
    let sum = 0;
    let best = 0;
    let end = 0;
    let begin = 0;
    let last = 0;
    for (; begin < matches && best < most; begin++) {
      const term = matchTerms[begin];
      if (weights[term] === 0) continue;
      const limit = positions[begin] + width;
      for (; end < matches && positions[end] < limit; end++) {
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
    for (; begin < end; begin++) counts[matchTerms[begin]] = 0;
    return best;
  }
}
