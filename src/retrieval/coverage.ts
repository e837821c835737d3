import type { QueryTerm } from '../analysis/parsed-query.ts';
import type { TermReach } from './retriever.ts';

/**
 * How much of a query its best passage covers. In integers, so that neither a share nor a threshold can depend on a machine.
 */
export interface Coverage {
  /** Score of the best passage that the search admits, by the terms as they were asked for. */
  readonly top: number;
  /** What a passage would score that held every term, each as strongly as any passage of the index does; 0 without terms. */
  readonly bound: number;
}

/** What all of the terms together can add to a score. A term that no passage holds counts as much as any term could. */
export function boundOf(terms: readonly QueryTerm[], reaches: readonly TermReach[]): number {
  let bound = 0;
  for (const [i, { weight, shift = 0 }] of terms.entries()) bound += (reaches[i].impact >> shift) * weight;
  return bound;
}

/** Coverage in thousandths, rounded down, 0 … 1000. A query without terms is not covered at all. */
export function thousandthsOf({ top, bound }: Coverage): number {
  return bound === 0 ? 0 : Math.floor((1000 * top) / bound);
}

/** Percent of a fused score that the dense leg gives. */
export function denseShareOf(
  { denseWeight, uncoveredWeight = 0 }: { readonly denseWeight: number; readonly uncoveredWeight?: number },
  { top, bound }: Coverage,
): number {
  return bound === 0 ? denseWeight : denseWeight + Math.floor((uncoveredWeight * (bound - top)) / bound);
}
