import type { QueryTerm } from '../analysis/parsed-query.ts';
import type { LegExplanation } from '../contract/search.ts';
import type { RankedHit } from './legs.ts';

/**
 * What each leg and each term gave to a hit, and what a reranker made of it.
 *
 * @param terms as they were scored
 * @param impacts of the terms in the passage of the hit, counted fully
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
      terms: terms.map(({ term, weight, shift = 0, from }, i) => {
        const impact = impacts[i] >> shift;
        return from === undefined ? { term, weight, impact } : { term, weight, impact, from };
      }),
    },
  ];
  if (hasVectors) explanation.push({ leg: 'dense', ...dense });
  if (reranking !== undefined) {
    const { reranker, before, after } = reranking;
    explanation.push({ leg: 'rerank', ...after, reranker, before });
  }
  return explanation;
}
