import type { FieldType } from '../../contract/field-type.ts';

/** What there is in an index, counted: the answer of `stillweb inspect --counts`. Words are those of texts, not of titles. */
export interface IndexCounts {
  readonly name: string;
  readonly id: string;
  readonly documents: number;
  readonly passages: number;
  readonly words: number;
  /** By the inputs of the build; null where nobody remembers them, as of an index that was unpacked. */
  readonly sources: NamedCounts | null;
  readonly hosts: NamedCounts;
  readonly languages: NamedCounts;
  readonly years: NamedCounts;
  readonly fields: readonly FieldCounts[];
  readonly lengths: { readonly documents: Lengths; readonly passages: Lengths };
  readonly duplicates: DuplicateCounts;
  readonly links: LinkCounts;
  /** Of the last build; null where nobody remembers. */
  readonly skipped: SkippedCounts | null;
}

export interface CountedName {
  readonly name: string;
  readonly documents: number;
  readonly passages: number;
  readonly words: number;
}

/** Documents by something that they have or have not. */
export interface NamedCounts {
  /** Distinct names. */
  readonly names: number;
  /** Documents without one. */
  readonly without: number;
  /** Those with most documents first, then by their names; as many as were asked for. Years are in their order. */
  readonly top: readonly CountedName[];
}

export interface FieldCounts {
  readonly name: string;
  readonly type: FieldType;
  /** Documents with a value. */
  readonly documents: number;
  readonly missing: number;
  /** Distinct values. */
  readonly values: number;
  /** Of numbers, and of days as YYYY-MM-DD. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** Values with most documents. */
  readonly top: readonly { readonly value: string; readonly documents: number }[];
}

/** Lengths in words. The n-th of a hundred is the smallest length that n per cent of all do not exceed. */
export interface Lengths {
  readonly min: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

export interface DuplicateCounts {
  readonly documents: EqualGroups;
  readonly passages: EqualGroups;
  /** Texts that most documents have, by the id of the first. */
  readonly top: readonly { readonly id: string; readonly documents: number }[];
}

export interface EqualGroups {
  /** Texts that several have. */
  readonly groups: number;
  /** Those that have a text which another one has too. */
  readonly members: number;
}

export interface LinkCounts {
  /** As documents give them. */
  readonly given: number;
  /** From one document to another, each pair once. */
  readonly edges: number;
  /** Given links that lead to no document. */
  readonly unresolved: number;
  /** Given links that lead to the document itself, or where another of its links leads. */
  readonly repeated: number;
  /** Documents with links to others, with links from others, with neither. */
  readonly linking: number;
  readonly linked: number;
  readonly isolated: number;
  /** Documents that most others link to. */
  readonly top: readonly { readonly id: string; readonly documents: number }[];
}

export interface SkippedCounts {
  /** Records that were left out, by the code of what is wrong with them. */
  readonly faults: readonly { readonly code: string; readonly records: number }[];
  /** Files that are in no format, by ending. */
  readonly others: readonly { readonly ending: string; readonly files: number }[];
  /** Records that are no documents, such as redirects. */
  readonly passed: readonly { readonly what: string; readonly records: number }[];
  /** Entries of folders that are hidden, links or special. */
  readonly hidden: number;
  /** Queries and judgments beside a collection. */
  readonly topics: number;
}
