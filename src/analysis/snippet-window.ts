import type { PassageTokens } from './passage-tokens.ts';

/** First and last matching token of a window; `last` is inclusive. */
export interface MatchSpan {
  readonly first: number;
  readonly last: number;
}

/**
 * The matches that one window of `width` positions shows best: the greatest sum of weights over the distinct terms in
 * it, then the earliest. Two pointers over the matches: linear.
 *
 * @param weights of terms by number, integers so that their sum does not depend on order
 */
export function findBestSpan(tokens: PassageTokens, weights: readonly number[], width: number): MatchSpan | undefined {
  const { matches } = tokens;
  if (matches.length === 0) return undefined;
  const counts = new Array<number>(weights.length).fill(0);
  let sum = 0;
  let bestSum = -1;
  let best: MatchSpan | undefined;
  let end = 0;
  for (let begin = 0; begin < matches.length; begin++) {
    const limit = tokens.position(matches[begin].token) + width;
    while (end < matches.length && tokens.position(matches[end].token) < limit) {
      if (counts[matches[end].term]++ === 0) sum += weights[matches[end].term];
      end++;
    }
    if (sum > bestSum) {
      bestSum = sum;
      best = { first: matches[begin].token, last: matches[end - 1].token };
    }
    if (--counts[matches[begin].term] === 0) sum -= weights[matches[begin].term];
  }
  return best;
}
