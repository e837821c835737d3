import type { ParsedQuery, QueryTerm } from '../analysis/parsed-query.ts';
import { MAX_QUERY_WEIGHT } from '../analysis/query-terms.ts';
import type { QueryWeights } from '../format/query-weights.ts';

/**
 * A query with the weights of a table: each term counts what the table says, however often it is named, and one that is not in the
 * table is not scored. All weights together stay below `MAX_QUERY_WEIGHT`; terms behind that are left out.
 */
export function weighQuery(query: ParsedQuery, { tokens, weights }: QueryWeights): ParsedQuery {
  const terms: QueryTerm[] = [];
  let left = MAX_QUERY_WEIGHT;
  for (const { term } of query.terms) {
    const token = tokens.find(term);
    if (token < 0) continue;
    const weight = Math.min(weights[token], left);
    if (weight === 0) break;
    left -= weight;
    terms.push({ term, weight });
  }
  return { ...query, terms };
}
