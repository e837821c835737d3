import type { ParsedQuery, QueryTerm } from '../analysis/parsed-query.ts';
import type { ShownFields } from '../contract/field-type.ts';
import type { SearchFilter, ShownFieldNames } from '../contract/search.ts';
import type { ShownDocument } from '../format/documents.ts';
import type { RankingManifest } from '../format/manifest.ts';
import type { QueryWeights } from '../format/query-weights.ts';
import type { Ranking, RetrieveOptions, Retriever, RetrieverQuery, TermReach } from './retriever.ts';

/** The seam between the search pipeline and one index, wherever the index lies. */

export type LegName = Retriever['leg'];

/** `accept` is what `admit` gave; null for all passages. */
export interface LegOptions<Admission> extends Omit<RetrieveOptions, 'accept'> {
  readonly accept: Admission | null;
}

/** A leg that is about to be asked, of all passages. */
export interface AwaitedLeg extends Pick<RetrieveOptions, 'depth' | 'unit' | 'isExact'> {
  readonly leg: LegName;
  /** Its vector is the very array that will be asked with. */
  readonly query: RetrieverQuery;
}

/** A term one edit from a form of a word. */
export interface NearTerm {
  readonly term: string;
  /** Passages of the collection that hold it, 1 or more. */
  readonly frequency: number;
}

/** What a caller may see of a hit. */
export interface ShownHit {
  /** Its text is empty where only headings were asked for. */
  readonly document: ShownDocument;
  /** Number of the passage in its document, from 0. */
  readonly number: number;
  /** Place of the passage in the text of the document, UTF-16 code units; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** The passages before it and behind it, as many as were asked for, the nearest first; absent where none were. */
  readonly neighbours?: { readonly before: readonly PassagePlace[]; readonly behind: readonly PassagePlace[] };
}

/** Of a passage in the text of its document. */
export type PassagePlace = Pick<ShownHit, 'start' | 'end'>;

export type ShowHit = (passage: number) => ShownHit;

/** Other documents, or passages, with the text of a hit. */
export interface TextDuplicates {
  /** All of them. */
  readonly count: number;
  /** Of the first of them, in the order of the collection; a passage has the id of its document, `#`, and its number in it. */
  readonly ids: readonly string[];
  /** The same of documents with nearly its text, those with its text not among them. Absent for none. */
  readonly near?: { readonly count: number; readonly ids: readonly string[] };
}

/** What shares a place in a list: texts that are the same; or those too that are nearly the same, where an index knows them. */
export type Likeness = 'identical' | 'near';

export interface DuplicateOptions<Admission> extends Pick<LegOptions<Admission>, 'unit' | 'accept'> {
  /** Ids that are wanted of each. */
  readonly limit: number;
  readonly likeness: Likeness;
}

/** Of no passage: there are never so many. */
export const NO_PASSAGE = 0xffff_ffff;

/** The links of some documents. */
export interface Neighbours {
  /** Where those of each document begin in `documents`, and behind the last where they end. */
  readonly starts: Uint32Array;
  /** What is linked to it or from it; it stands here twice where it is both. */
  readonly documents: Uint32Array;
}

/** The links between the documents of one index. Absent in an index without any. */
export interface RankerLinks<Admission> {
  /**
   * Of each of the documents those that it links to, the first in the order of its text, and behind them those that link to
   * it, the first in the order of the collection.
   *
   * @param limit of either kind
   */
  neighboursOf(documents: Uint32Array, limit: number): Neighbours | Promise<Neighbours>;
  /** The first passage of each of the documents that is admitted; `NO_PASSAGE` where none is. */
  leadsOf(documents: Uint32Array, accept: Admission | null): Uint32Array | Promise<Uint32Array>;
}

/**
 * What the pipeline asks of one index. Passages and documents are numbers in the order of the collection.
 *
 * Every answer may come at once or later. A ranker that is near answers at once, and costs no detour; one behind a network
 * gives promises. Each leg keeps what `Retriever` promises: equal calls give equal rankings, and a smaller depth gives a
 * prefix of a larger one.
 *
 * @typeParam Admission how this ranker notes which passages may be ranked; the pipeline only hands it on
 */
export interface Ranker<Admission = unknown> {
  /** Name of the index, for errors. */
  readonly name: string;
  readonly manifest: Pick<RankingManifest, 'ranking' | 'analyzer' | 'requestWords' | 'encoder' | 'fusion' | 'fields'>;
  /** The passages that a query and a filter admit; null when nothing restricts them. */
  admit(query: ParsedQuery, filter: SearchFilter | undefined): Admission | null | Promise<Admission | null>;
  /** The dense leg is asked only where the manifest names an encoder. */
  retrieve(leg: LegName, query: RetrieverQuery, options: LegOptions<Admission>): Ranking | Promise<Ranking>;
  /** What each term of a query counts; absent where it counts as often as the query names it. */
  readonly queryWeights?: QueryWeights | null;
  /** The tokenizer that cuts queries, as a `tokenizer.json`; absent where the index holds none. */
  readonly queryTokenizer?: Uint8Array | null;
  /**
   * The vectors of the passages before they were rounded, row after row. Absent where the index keeps int8 alone: then a dense
   * ranking is by that.
   */
  floatsOf?(passages: Uint32Array): Float32Array | Promise<Float32Array>;
  /** Document of each of the passages. */
  documentsOf(passages: Uint32Array): Uint32Array | Promise<Uint32Array>;
  /** Id of each of the documents. */
  idsOf(documents: Uint32Array): readonly string[] | Promise<readonly string[]>;
  /**
   * For each of the passages the first that is like it, a number of the unit: a document, or a passage, of which none is known to be
   * near to another. Null where no two of the index are alike.
   */
  firstsOf(
    passages: Uint32Array,
    unit: RetrieveOptions['unit'],
    likeness: Likeness,
  ): Uint32Array | null | Promise<Uint32Array | null>;
  /** For each of the passages what else is like it and is admitted. Null where no two of the index are alike. */
  duplicatesOf(
    passages: Uint32Array,
    options: DuplicateOptions<Admission>,
  ): readonly TextDuplicates[] | null | Promise<readonly TextDuplicates[] | null>;
  /**
   * Makes ready what is shown of the passages.
   *
   * @param parts `headings`: the texts are not wanted
   * @param neighbours of each passage, on each side, whose places are wanted. Default: none
   * @returns shows any of the passages, at once
   */
  show(passages: readonly number[], parts: 'headings' | 'texts', neighbours?: number): ShowHit | Promise<ShowHit>;
  /**
   * Values of typed fields, of the document of each of the passages. Absent where a ranker knows none: then none is shown.
   *
   * @param names true for all that the index has
   * @throws StillwebError INVALID_REQUEST for a field that the index does not have
   */
  fieldsOf?(
    passages: readonly number[],
    names: ShownFieldNames,
  ): readonly ShownFields[] | Promise<readonly ShownFields[]>;
  /** What each of the terms can add to a BM25 score, and whether the index holds it. */
  reachOf(terms: readonly string[]): readonly TermReach[] | Promise<readonly TermReach[]>;
  /**
   * For each of the words the terms of the index that `oneEditAway` makes of one of its forms, each once, in any order.
   *
   * @param words the forms of each, one or more
   */
  nearTermsOf(
    words: readonly (readonly string[])[],
  ): readonly (readonly NearTerm[])[] | Promise<readonly (readonly NearTerm[])[]>;
  /** For each of the passages: what each term, named once and counted fully, adds to its BM25 score; 0 where it does not hold the term. */
  impactsOf(
    passages: readonly number[],
    terms: readonly QueryTerm[],
  ): readonly (readonly number[])[] | Promise<readonly (readonly number[])[]>;
  /**
   * Computes together what will be asked next, as far as that costs less than one by one. Changes no answer. Absent where
   * nothing is gained by it.
   *
   * @param checkpoint called between pieces of work; throws to give up
   */
  readonly prepare?: (awaited: readonly AwaitedLeg[], checkpoint?: () => void) => void | Promise<void>;
  readonly links?: RankerLinks<Admission>;
  close(): void;
}
