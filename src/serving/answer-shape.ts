/** The seam between what was found and the body that is sent. A shape is called in the thread that searched. */
import type { JsonWriter } from '../bytes/json-writer.ts';
import type { GrepPage, GrepRequest } from '../contract/grep.ts';
import type { DocumentLinks, Hit, OutLinks, PlacedDocument, QueryResult, SearchRequest } from '../contract/search.ts';
import type { WalkedDocument, WalkRequest } from '../contract/walk.ts';
import type { NotedLegs } from './noted-legs.ts';

export interface AnswerIndex {
  readonly name: string;
  readonly id: string;
}

/** What every body is written from, beside the answer itself. */
export interface AnswerFrame {
  readonly index: AnswerIndex;
  /** What the request said to the shape; undefined where it said nothing. */
  readonly parameters: unknown;
  /** Where each document of the answer leads, by its id. Absent unless the shape `tellsLinks`. */
  readonly outLinks?: ReadonlyMap<string, OutLinks>;
}

/** The ranked hits of one query. */
export interface FoundHits extends Pick<QueryResult, 'coverage' | 'corrections'> {
  readonly count: number;
  /** What else is to be said of the query, a sentence each; absent for nothing. */
  readonly notes?: readonly string[];
  /** Ids of the hits, cheaper than `hits` where it is there. */
  ids?(): readonly string[];
  /** What the legs gave to the hits, where it is known. */
  legs?(): NotedLegs;
  /** Made when they are asked for, once. */
  hits(): readonly Hit[];
  /** Writes what `JSON.stringify` would of each of `hits`, with commas between and no brackets around them: the fast path. */
  write(out: JsonWriter): void;
}

export interface SearchAnswer extends AnswerFrame {
  readonly request: SearchRequest;
  /** The caller gave a list of queries, even if of one. */
  readonly isBatch: boolean;
  /** One for each query of the request, in order. */
  readonly found: readonly FoundHits[];
}

export interface FetchAnswer extends AnswerFrame {
  readonly documents: readonly PlacedDocument[];
  /** One document was asked for by its path, and is no list. */
  readonly isSingle: boolean;
}

export interface GrepAnswer extends AnswerFrame {
  readonly request: GrepRequest;
  readonly page: GrepPage;
}

export interface LinksAnswer extends AnswerFrame {
  readonly links: DocumentLinks;
}

export interface WalkAnswer extends AnswerFrame {
  readonly request: WalkRequest;
  /** In the order in which they were come to. */
  readonly documents: readonly WalkedDocument[];
}

/**
 * How answers are written: each method writes one whole body as JSON in UTF-8, as a pure function of what it is given. It may
 * throw a StillwebError. A shape needs the methods that its dialect's routes ask for.
 */
export interface AnswerShape {
  /** Stands in the key of a request, so it never changes; another body for the same request needs another name. */
  readonly name: string;
  /** Whether a body for these parameters tells where documents lead: answers to search, fetch and walk then have `outLinks`. */
  tellsLinks?(parameters: unknown): boolean;
  writeSearch?(answer: SearchAnswer, out: JsonWriter): void;
  writeFetch?(answer: FetchAnswer, out: JsonWriter): void;
  writeGrep?(answer: GrepAnswer, out: JsonWriter): void;
  writeLinks?(answer: LinksAnswer, out: JsonWriter): void;
  writeWalk?(answer: WalkAnswer, out: JsonWriter): void;
}
