import type { QueryTerm } from '../analysis/parsed-query.ts';
import type { LegExplanation } from '../contract/search.ts';
import type { RankedHit } from './legs.ts';

/**
 * What each leg and each term gave to a hit, and what a reranker made of it.
 *
 * @param impacts of the terms in the passage of the hit
 */
export function explainHit(
  { lexical, dense, reranking }: RankedHit,
  terms: readonly QueryTerm[],
  impacts: readonly number[],
  hasVectors: boolean,
): LegExplanation[] {
  const explanation: LegExplanation[] = [
    {
      leg: 'bm25',
      ...lexical,
      terms: terms.map(({ term, weight }, i) => ({ term, weight, impact: impacts[i] })),
    },
  ];
  if (hasVectors) explanation.push({ leg: 'dense', ...dense });
  if (reranking !== undefined) {
    const { reranker, before, after } = reranking;
    explanation.push({ leg: 'rerank', ...after, reranker, before });
  }
  return explanation;
}
