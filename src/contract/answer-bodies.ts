/** The bodies that the native API answers, for those who read them: the library and the client. */
import type { Static } from '@sinclair/typebox';
import type { GrepPage } from './grep.ts';
import type { DocumentLinks, FetchedDocument, Hit, QueryResult } from './search.ts';
import type { IndexesResponseSchema } from './service-response.ts';

/** Which index answered: its id stands in every answer. */
export interface AnsweringIndex {
  readonly name: string;
  readonly id: string;
}

/** `hits` are best first. */
export interface SearchResult extends QueryResult {
  readonly index: AnsweringIndex;
}

export interface BatchResult {
  readonly index: AnsweringIndex;
  /** One for each query, in order. */
  readonly results: readonly QueryResult[];
}

/** A hit of one of several indexes. */
export interface JointHit extends Hit {
  readonly index: AnsweringIndex;
  /** Where it stands in the list of its own index. */
  readonly own: { readonly rank: number; readonly score: number };
}

/** What one index found for a query, beside its hits. */
export interface JointShare extends Omit<QueryResult, 'query' | 'hits'> {
  /** Its name. */
  readonly index: string;
  /** How many hits it gave to the fused list, of which the page shows a part. */
  readonly hits: number;
}

/** One query, asked of several indexes. */
export interface JointResult {
  readonly query: string;
  /** One for each index. */
  readonly found: readonly JointShare[];
  /** Best first, by the reciprocals of their own ranks. */
  readonly hits: readonly JointHit[];
}

/** A search of several indexes, fused into one list. */
export interface JointSearchResult extends JointResult {
  readonly indexes: readonly AnsweringIndex[];
}

export interface JointBatchResult {
  readonly indexes: readonly AnsweringIndex[];
  /** One for each query, in order. */
  readonly results: readonly JointResult[];
}

/** A search of several indexes, each by itself. */
export interface ApartResult<Answer extends SearchResult | BatchResult = SearchResult> {
  readonly indexes: readonly AnsweringIndex[];
  /** One for each index, as it answers alone. */
  readonly answers: readonly Answer[];
}

export interface FetchResult {
  readonly index: AnsweringIndex;
  /** The documents of `ids`, then of `urls`; one that is not there has `error` in its place. */
  readonly documents: readonly FetchedDocument[];
}

export interface DocumentResult {
  readonly index: AnsweringIndex;
  readonly document: FetchedDocument;
}

/** A page of a grep. `next` is the cursor of the page behind it. */
export interface GrepResult extends GrepPage {
  readonly index: AnsweringIndex;
}

export interface LinksResult extends DocumentLinks {
  readonly index: AnsweringIndex;
}

/** The indexes served; the first is the default. */
export type IndexesResult = Static<typeof IndexesResponseSchema>;
