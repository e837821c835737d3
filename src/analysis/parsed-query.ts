/** What the query syntax of a search box means, apart from any index. */

import type { CanonicalWhere } from '../contract/where.ts';

/** A scored term: to a passage that holds it with an impact it adds `(impact >> shift) * weight`. */
export interface QueryTerm {
  readonly term: string;
  /** How often the query names it, 1 … 255. */
  readonly weight: number;
  /** Present where only words of asking name it, beside others: its impacts count an eighth (`REQUEST_SHIFT`). */
  readonly shift?: number;
  /** The word of the query that was taken for this term, as it is written. Absent: the query names the term itself. */
  readonly from?: string;
}

/** A term of a phrase, at its distance from the phrase's first term (a stop word between leaves a gap). */
export interface PhraseTerm {
  readonly term: string;
  readonly offset: number;
}

/**
 * Something that holds for a passage or not. A phrase has two terms or more, a title one or more. Hosts are ASCII lower
 * case and hold for themselves and their subdomains. Dates are `YYYY-MM-DD` and inclusive, as in a search filter:
 * `before` is the last day that holds, `after` the first.
 */
export type Condition =
  | { readonly kind: 'phrase'; readonly terms: readonly PhraseTerm[] }
  | { readonly kind: 'term'; readonly term: string }
  | { readonly kind: 'title'; readonly terms: readonly PhraseTerm[] }
  | { readonly kind: 'site'; readonly host: string }
  | { readonly kind: 'before'; readonly date: string }
  | { readonly kind: 'after'; readonly date: string }
  | { readonly kind: 'field'; readonly where: CanonicalWhere };

export interface ParsedQuery {
  /** Distinct scored terms in the order in which the query first names them. */
  readonly terms: readonly QueryTerm[];
  /** Of each term that plain words alone name, and not words of asking: the first of them, as it is written. */
  readonly words: ReadonlyMap<string, string>;
  /** What a dense encoder reads: the query without its operators, quotes and excluded parts. */
  readonly text: string;
  /** Each clause must hold; a clause holds when any of its conditions does (`OR` between operators). */
  readonly required: readonly (readonly Condition[])[];
  /** None of these may hold. */
  readonly excluded: readonly Condition[];
}
