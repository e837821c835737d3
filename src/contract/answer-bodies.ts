/** The bodies that the native API answers, for those who read them: the library and the client. */
import type { Static } from '@sinclair/typebox';
import type { GrepPage } from './grep.ts';
import type { DocumentLinks, FetchedDocument, QueryResult } from './search.ts';
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
