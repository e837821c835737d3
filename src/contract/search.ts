/** Requests and answers of a search, as the native API, the command line and later dialects share them. */

import type { ShownFields } from './field-type.ts';
import type { CanonicalWhere } from './where.ts';

export type SearchMode = 'hybrid' | 'bm25' | 'dense';
export type SearchUnit = 'document' | 'passage';

/** Which texts share a place in a list. True is the same as `duplicates`, and not to be told. */
export type Collapse = boolean | 'identical';

/** Applied before the top k is taken. Dates are `YYYY-MM-DD` and inclusive; hosts match themselves and subdomains. */
export interface SearchFilter {
  readonly sites?: readonly string[];
  readonly excludeSites?: readonly string[];
  readonly after?: string;
  readonly before?: string;
  readonly languages?: readonly string[];
  readonly ids?: readonly string[];
  readonly excludeIds?: readonly string[];
  /** Addresses, with `*` at the end all that begin so. */
  readonly excludeUrls?: readonly string[];
  /** Texts that no document may repeat. */
  readonly excludeStrings?: readonly string[];
  /** Conditions on declared fields, canonical. */
  readonly where?: CanonicalWhere;
}

/** A canonical search: every default filled in, except `mode`, whose default belongs to the index. */
export interface SearchRequest {
  /** 1 … 256 well-formed strings. */
  readonly queries: readonly string[];
  readonly mode?: SearchMode;
  readonly k: number;
  readonly offset: number;
  readonly unit: SearchUnit;
  readonly filter?: SearchFilter;
  /** Compare every vector, where the index would search a graph of them. */
  readonly exact?: boolean;
  /** False: every text has a place. `identical`: identical texts share one. Absent: near copies too, where the index knows them. */
  readonly collapse?: Collapse;
  /** Name of a reranker; absent for none. */
  readonly rerank?: string;
  /** How many of the first hits it is given, 1 …; absent for as many as it usually takes. */
  readonly rerankDepth?: number;
  /** Fingerprint of its model, filled in from the index as `mode` is; absent for one without. */
  readonly rerankModel?: string;
  /** False: words that only ask count as much as others. Absent: as the index ranks. */
  readonly requestWords?: false;
  /** False: a word that the index does not hold stands for no other. Absent: as the index ranks. */
  readonly fuzzy?: false;
  /** Percent of a fused score that the dense leg gives, 0 … 100. Absent: as the index ranks. */
  readonly denseShare?: number;
  /** A result of less coverage has no hits: above 0, up to 1, in thousandths. */
  readonly minCoverage?: number;
  /** The list ends before the first hit of a lower score. Above 0. */
  readonly minScore?: number;
  /** Tokens of a snippet, or false for none. */
  readonly snippet: { readonly tokens: number } | false;
  /** With each hit the text of its document, or of its passage where those are ranked; cut to `maxChars` code units when given. */
  readonly text: boolean;
  /** Neighbours on each side that the text of a passage is widened by, 1 …; absent for none. */
  readonly expand?: number;
  readonly maxChars?: number;
  readonly explain: boolean;
  /** What the encoder reads with the queries, where it reads any such; absent for none. */
  readonly context?: string;
  readonly instruction?: string;
  /** Declared fields that hits show, sorted; true for all; absent for none. */
  readonly fields?: ShownFieldNames;
}

export type ShownFieldNames = true | readonly string[];

/** A stretch of a document's text, UTF-16 code units; `end` is exclusive. */
export interface SnippetFragment {
  readonly start: number;
  readonly end: number;
}

export interface Snippet {
  /** The fragments joined by ` … `, with `… ` before and ` …` behind where no sentence begins or ends. */
  readonly text: string;
  /** Ranges into `text`. */
  readonly highlights: readonly (readonly [number, number])[];
  /** One or two, in the order of the text. */
  readonly fragments: readonly SnippetFragment[];
  /** Start of the first fragment, and end of the last. */
  readonly start: number;
  readonly end: number;
}

export interface TermExplanation {
  readonly term: string;
  /** How often the query names it. */
  readonly weight: number;
  /** What it adds each time; an eighth of what is stored where only words of asking name it. */
  readonly impact: number;
  /** The word of the query that was taken for it. */
  readonly from?: string;
}

export interface LegExplanation {
  readonly leg: 'bm25' | 'dense' | 'rerank';
  /** From 1; absent when the leg did not return this hit, or the reranker was not given it. */
  readonly rank?: number;
  readonly score?: number;
  /** Of `bm25`. */
  readonly terms?: readonly TermExplanation[];
  /** Of `rerank`: its name, and where the hit stood before. */
  readonly reranker?: string;
  readonly before?: { readonly rank: number; readonly score: number };
  /** Of `rerank`, for a hit that no leg found; there is no `before` then. */
  readonly foundBy?: 'links';
}

export interface Hit {
  readonly rank: number;
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
  readonly snippet?: string;
  /** Present with `snippet`: ranges into it, what it is joined of, and where that begins and ends in the document's text. */
  readonly highlights?: readonly (readonly [number, number])[];
  readonly fragments?: readonly SnippetFragment[];
  readonly start?: number;
  readonly end?: number;
  readonly score: number;
  /** Ids of others with the same text, the first of them; absent where there are none. */
  readonly duplicates?: readonly string[];
  /** How many there are beside `duplicates`; absent for none. */
  readonly moreDuplicates?: number;
  /** Ids of documents with nearly the same text, and how many there are beside; absent where there are none. */
  readonly nearDuplicates?: readonly string[];
  readonly moreNearDuplicates?: number;
  readonly date?: string;
  readonly passage?: { readonly id: string; readonly start: number; readonly end: number };
  readonly text?: string;
  /** Present with the text of a passage: its place in the document's text, which has `total` code units. */
  readonly range?: { readonly start: number; readonly end: number; readonly total: number };
  /** Values of declared fields, where they are asked for; absent ones are left out. */
  readonly fields?: ShownFields;
  readonly explain?: readonly LegExplanation[];
  /** The step of the session that first showed the document, under a policy that marks it. */
  readonly seen?: number;
}

/** A word of the query that the index does not hold, and the word or term that was searched instead. */
export interface Correction {
  readonly from: string;
  readonly to: string;
}

export interface QueryResult {
  readonly query: string;
  /**
   * How much of what the query names its best passage holds: 0 … 1, in thousandths. Every index of ours gives
   * it; absent where a backend from elsewhere cannot tell.
   */
  readonly coverage?: number;
  /** Absent for none. */
  readonly corrections?: readonly Correction[];
  /** What a policy of the session says of the query, a sentence each; absent for nothing. */
  readonly notes?: readonly string[];
  readonly hits: readonly Hit[];
}

export interface FetchRequest {
  readonly ids?: readonly string[];
  readonly urls?: readonly string[];
  /** Places in the order of the collection, from 0. Doors use them whose callers name documents by whole numbers. */
  readonly numbers?: readonly number[];
  readonly offset: number;
  readonly maxChars: number;
  readonly find?: string;
  /** As of a search. */
  readonly fields?: ShownFieldNames;
  /** How the documents are read and shown beside that; absent where nothing is said. */
  readonly view?: ReadingView;
}

/** What a reading asks beside a range of code units; canonical: what is usual is absent, and there is one member at least. */
export interface ReadingView {
  /** Words of a heading, a path of them, or a number of the table of contents. */
  readonly section?: string;
  /** The first, from 1, and how many; without `section`. */
  readonly lines?: { readonly from: number; readonly count: number };
  /** What a text that is longer than `maxChars` is cut behind. */
  readonly cut?: 'line' | 'paragraph';
  /** How many places of `find` are told. */
  readonly matches?: number;
  readonly toc?: true;
  readonly format?: 'markdown';
  /** Whether Markdown ends with a list of the links. */
  readonly links?: true;
}

/** A heading, and where its section is: UTF-16 code units of the document's text, `end` exclusive. */
export interface TocEntry {
  /** `2.1` for the first below the second. */
  readonly number: string;
  /** 1 … 6; null where the text does not tell. */
  readonly level: number | null;
  readonly text: string;
  /** From 1. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A place where a text was found in that of a document. */
export interface TextMatch {
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** Its line, cut to what stands near. */
  readonly text: string;
}

export interface FetchedDocument {
  readonly id: string | null;
  readonly url: string | null;
  readonly title?: string;
  readonly text?: string;
  readonly range?: { readonly start: number; readonly end: number; readonly total: number };
  readonly date?: string;
  readonly language?: string;
  /** An object, or a `JsonText` of one. */
  readonly metadata?: unknown;
  readonly links?: readonly string[];
  /** Values of declared fields, where they are asked for. */
  readonly fields?: ShownFields;
  /** Lines of the text that is shown: the first, from 1, how many it touches, and how many the document has. With a `view`. */
  readonly lines?: { readonly from: number; readonly count: number; readonly total: number };
  /** Where reading goes on, as an `offset`; null at the end of what was asked for. With a `view`. */
  readonly next?: number | null;
  readonly toc?: readonly TocEntry[];
  /** How many headings there are beside `toc`; absent for none. */
  readonly moreHeadings?: number;
  readonly matches?: readonly TextMatch[];
  /** How many there are beside `matches`; absent for none. */
  readonly moreMatches?: number;
  readonly error?: { readonly code: 'DOCUMENT_NOT_FOUND' | 'SECTION_NOT_FOUND'; readonly message: string };
}

/** A document as it is read, before a shape writes of it what its callers know. */
export interface PlacedDocument extends FetchedDocument {
  /** Its place in the order of the collection, from 0, which an index id fixes; absent where a backend from elsewhere knows none. */
  readonly number?: number;
}

/** A document at either end of a link. */
export interface LinkedDocument {
  readonly id: string;
  readonly url: string | null;
  readonly title: string;
}

/** Where a document leads. */
export interface OutLinks {
  /** Documents of the collection, in the order of the text. */
  readonly documents: readonly LinkedDocument[];
  /** All its links as they are written there: ids and addresses, of the collection or not. */
  readonly written: readonly string[];
}

export interface DocumentLinks {
  readonly id: string;
  readonly outgoing: readonly LinkedDocument[];
  readonly incoming: readonly LinkedDocument[];
}
