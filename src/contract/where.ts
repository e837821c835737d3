/** Conditions on typed fields, as a filter holds them. */

/** A value as a caller writes it. The type of the field says how it is read; true and false are keywords. */
export type WhereValue = string | number | boolean;

/** All that it says must hold for the field. */
export interface FieldCondition {
  readonly field: string;
  /** Of a set: it holds this one. */
  readonly eq?: WhereValue;
  /** One of these. */
  readonly in?: readonly WhereValue[];
  /** Of a number or a date. */
  readonly gt?: WhereValue;
  readonly gte?: WhereValue;
  readonly lt?: WhereValue;
  readonly lte?: WhereValue;
  /** Whether a document has a value. */
  readonly exists?: boolean;
}

export type Where =
  | FieldCondition
  | { readonly and: readonly Where[] }
  | { readonly or: readonly Where[] }
  | { readonly not: Where };

/**
 * In the one form that equal conditions share: each names a field and one of `in`, `gt`, `gte`, `lt`, `lte` and `exists: true`;
 * `and` and `or` have two members or more, none of their own kind, sorted and without repeats; nothing is negated twice.
 */
export type CanonicalWhere = Where;

export const COMPARISONS = ['gt', 'gte', 'lt', 'lte'] as const;
export type Comparison = (typeof COMPARISONS)[number];
