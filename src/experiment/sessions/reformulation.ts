import { countShared, type QueryTerms } from './query-terms.ts';

/**
 * What a query does to the one before it in its session, by their sets of terms:
 *
 *   repeat      the same terms
 *   return      the terms of an earlier query, not of the one before
 *   specialise  all terms of the one before, and more
 *   generalise  fewer terms, all of them of the one before
 *   rephrase    at least half of the terms of the shorter are in the other, and neither holds the other
 *   explore     fewer than that
 *
 * The first that holds is taken. Two queries without a term are told by their texts: equal ones repeat, others explore.
 *
 * @see Boldi et al., "From 'Dango' to 'Japanese Cakes': Query Reformulation Models and Patterns", WI 2009, for the classes; the rules
 *   by sets of terms are ours
 */
export const REFORMULATIONS = ['repeat', 'return', 'specialise', 'generalise', 'rephrase', 'explore'] as const;
export type Reformulation = (typeof REFORMULATIONS)[number];

/** @param wasAsked whether an earlier query of the session, the one before included, had the same terms */
export function classifyReformulation(before: QueryTerms, query: QueryTerms, wasAsked: boolean): Reformulation {
  if (before.key === query.key) return 'repeat';
  if (wasAsked) return 'return';
  const [many, few] = [query.terms.size, before.terms.size];
  if (many === 0 || few === 0) return 'explore';
  const shared = countShared(before.terms, query.terms);
  if (shared === few) return 'specialise';
  if (shared === many) return 'generalise';
  return 2 * shared >= Math.min(many, few) ? 'rephrase' : 'explore';
}
