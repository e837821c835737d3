import type { QueryTerm } from '../analysis/parsed-query.ts';
import type { LegExplanation, SearchMode } from '../contract/search.ts';
import type { RankedHit } from './legs.ts';

/**
 * What each leg that was asked and each of its terms gave to a hit, and what a reranker made of it.
 *
 * @param mode as it was carried out: the legs that it did not ask have nothing to say
 * @param terms as they were scored
 * @param impacts of the terms in the passage of the hit, counted fully
 */
export function explainHit(
  { lexical, dense, reranking }: RankedHit,
  terms: readonly QueryTerm[],
  impacts: readonly number[],
  mode: SearchMode,
): LegExplanation[] {
  const explanation: LegExplanation[] = [];
  if (mode !== 'dense') {
    const added = terms.map(({ term, weight, shift = 0, from }, i) => {
      const impact = impacts[i] >> shift;
      return from === undefined ? { term, weight, impact } : { term, weight, impact, from };
    });
    explanation.push({ leg: 'bm25', ...lexical, terms: added });
  }
  if (mode !== 'bm25') explanation.push({ leg: 'dense', ...dense });
  if (reranking !== undefined) {
    const { reranker, before, after } = reranking;
    explanation.push({ leg: 'rerank', ...after, reranker, ...(before ? { before } : { foundBy: 'links' as const }) });
  }
  return explanation;
}
