import type {
  AnsweringIndex,
  ApartResult,
  BatchResult,
  DocumentResult,
  FetchResult,
  GrepResult,
  IndexesResult,
  JointSearchResult,
  LinksResult,
  SearchResult,
} from '../contract/answer-bodies.ts';
import type { FetchBody } from '../contract/fetch-body.ts';
import type { GrepMatch } from '../contract/grep.ts';
import type { GrepBody } from '../contract/grep-body.ts';
import type { JointSearchBody } from '../contract/joint-search.ts';
import type { FetchedDocument, Hit } from '../contract/search.ts';
import type { SearchBody } from '../contract/search-body.ts';
import type { ReadyResponse } from '../contract/service-response.ts';
import { MAX_BATCH_QUERIES, MAX_DEPTH } from '../limits.ts';
import { type CallOptions, Connection, type ConnectionOptions, type Original } from './connection.ts';

export interface ClientOptions extends ConnectionOptions {
  /** `NAME`, or `NAME@ID` to insist on one content. Default: the first index that the server has. */
  readonly index?: string;
}

/** The fields of `POST /v1/search` beside the query. `index` goes before that of the client. */
export type SearchOptions = Omit<SearchBody, 'query' | 'queries'>;
/** The same for several indexes: `index` is a list of them. */
export type JointSearchOptions = Omit<JointSearchBody, 'query' | 'queries' | 'join'>;
/** The fields of `POST /v1/fetch`. */
export type FetchOptions = FetchBody;
/** The fields of `POST /v1/grep` beside the pattern. */
export type GrepOptions = Omit<GrepBody, 'pattern'>;
/** Which part of a text is read. */
export type ReadOptions = Omit<FetchBody, 'ids' | 'urls'>;

/** The same of a long document that is read page by page. */
export type PageOptions = Omit<ReadOptions, 'lines' | 'find' | 'matches' | 'cut'> & {
  readonly cut?: 'line' | 'paragraph';
};

/** Hits of a page that `hits` asks for, where it is not told. */
const PAGE_HITS = 100;

/**
 * A server of stillweb. Its methods are the routes of docs/api.md and give their bodies; offsets count UTF-16 code units.
 * It keeps no connection and no state, so nothing need be closed.
 *
 * All methods reject with `StillwebClientError`, or with the reason of a signal.
 */
export class StillwebClient {
  readonly #connection: Connection;
  readonly #index: string | undefined;

  /** @throws TypeError for an address that is no URL */
  constructor(options: ClientOptions = {}) {
    this.#connection = new Connection(options);
    this.#index = options.index;
  }

  /** Ranks documents or passages for a query. */
  async search(query: string, options: SearchOptions = {}, call: CallOptions = {}): Promise<SearchResult> {
    return await this.#post('/v1/search', { ...options, query }, call);
  }

  /**
   * Ranks for each query of a list of any length, 256 with a request. All answers are of one index, also when the server
   * takes another into service meanwhile: then it rejects with `INDEX_ID_MISMATCH`.
   */
  async searchBatch(
    queries: readonly string[],
    options: SearchOptions = {},
    call: CallOptions = {},
  ): Promise<BatchResult> {
    const ask = (from: number, index?: string): Promise<BatchResult> => {
      const part = queries.slice(from, from + MAX_BATCH_QUERIES);
      return this.#post('/v1/search', { ...options, ...(index && { index }), queries: part }, call);
    };
    const first = await ask(0);
    const results = [...first.results];
    for (let from = MAX_BATCH_QUERIES; from < queries.length; from += MAX_BATCH_QUERIES) {
      results.push(...(await ask(from, pinOf(first.index))).results);
    }
    return { index: first.index, results };
  }

  /** Searches several indexes, and fuses their hits into one list. */
  async searchJoint(query: string, options: JointSearchOptions, call: CallOptions = {}): Promise<JointSearchResult> {
    return await this.#post('/v1/search', { ...options, join: 'fused', query }, call);
  }

  /** Searches several indexes: the answer of each stands by itself. */
  async searchApart(query: string, options: JointSearchOptions, call: CallOptions = {}): Promise<ApartResult> {
    return await this.#post('/v1/search', { ...options, join: 'apart', query }, call);
  }

  /**
   * All hits of a query, best first, a page after the other as they are wanted: up to the 10,000th. `k` is the size of a page,
   * 100 where it is not given. All pages are of one index, as with `searchBatch`.
   */
  async *hits(
    query: string,
    options: SearchOptions = {},
    call: CallOptions = {},
  ): AsyncGenerator<Hit, void, undefined> {
    const size = options.k ?? PAGE_HITS;
    let { index } = options;
    for (let offset = options.offset ?? 0; offset < MAX_DEPTH; offset += size) {
      const k = Math.min(size, MAX_DEPTH - offset);
      const page = await this.search(query, { ...options, ...(index && { index }), k, offset }, call);
      yield* page.hits;
      if (page.hits.length < k) return;
      index = pinOf(page.index);
    }
  }

  /**
   * Reads documents by id, or by what `POST /v1/fetch` takes, 50 at most. One that is not there has `error` in its place.
   *
   * @param asked an id, a list of ids, or all fields as one object
   * @param options the other fields, where `asked` is an id or a list
   */
  async fetch(
    asked: string | readonly string[] | FetchOptions,
    options: ReadOptions = {},
    call: CallOptions = {},
  ): Promise<FetchResult> {
    const ids = typeof asked === 'string' ? [asked] : asked;
    const body = Array.isArray(ids) ? { ...options, ids } : { ...options, ...(ids as FetchOptions) };
    return await this.#post('/v1/fetch', body, call);
  }

  /** Reads one document; rejects with `DOCUMENT_NOT_FOUND` where it is not there. */
  async document(id: string, options: ReadOptions = {}, call: CallOptions = {}): Promise<DocumentResult> {
    return await this.#get(`/v1/documents/${encodeURIComponent(id)}`, options, call);
  }

  /**
   * Reads a long document, a page after the other as they are wanted: `maxChars` is the size of a page, which ends with a paragraph
   * where `cut` is not given. The texts of the pages are that of the document, or of the section that is asked for. All are of one index.
   */
  async *pages(
    id: string,
    options: PageOptions = {},
    call: CallOptions = {},
  ): AsyncGenerator<FetchedDocument, void, undefined> {
    const asked = { ...options, cut: options.cut ?? 'paragraph' } as const;
    let page = await this.document(id, asked, call);
    yield page.document;
    while (typeof page.document.next === 'number') {
      page = await this.document(id, { ...asked, index: pinOf(page.index), offset: page.document.next }, call);
      yield page.document;
    }
  }

  /** The documents that one links to, and those that link to it. */
  async links(id: string, options: { readonly index?: string } = {}, call: CallOptions = {}): Promise<LinksResult> {
    return await this.#get(`/v1/documents/${encodeURIComponent(id)}/links`, options, call);
  }

  /** The file or the body that a document was made of; rejects with `ORIGINAL_NOT_FOUND` where the index keeps none. */
  async original(id: string, options: { readonly index?: string } = {}, call: CallOptions = {}): Promise<Original> {
    const { index } = this.#ofIndex(options);
    const query = index === undefined ? '' : `?${new URLSearchParams({ index: String(index) })}`;
    return await this.#connection.download(`/v1/documents/${encodeURIComponent(id)}/original${query}`, call);
  }

  /** One page of the lines that match a pattern: `next` is the `cursor` of the page behind it. */
  async grep(pattern: string, options: GrepOptions = {}, call: CallOptions = {}): Promise<GrepResult> {
    return await this.#post('/v1/grep', { ...options, pattern }, call);
  }

  /**
   * All lines that match a pattern, in the order of the collection, a page after the other as they are wanted. All are of one
   * index: a cursor belongs to one content.
   */
  async *matches(
    pattern: string,
    options: GrepOptions = {},
    call: CallOptions = {},
  ): AsyncGenerator<GrepMatch, void, undefined> {
    for (let cursor: string | null | undefined = options.cursor; cursor !== null; ) {
      const page: GrepResult = await this.grep(pattern, { ...options, cursor }, call);
      yield* page.matches;
      cursor = page.next;
    }
  }

  /** The indexes served, with their ids; the first is the default. */
  async indexes(call: CallOptions = {}): Promise<IndexesResult> {
    return await this.#connection.ask('/v1/indexes', null, call);
  }

  /** Whether searches are answered, and how far the indexes are loaded. Is answered at once, also while they are not. */
  async ready(call: CallOptions = {}): Promise<ReadyResponse> {
    return await this.#connection.ask('/readyz', null, call, (body) => 'ready' in body);
  }

  #post<Answer>(path: string, body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<Answer> {
    return this.#connection.ask(path, this.#ofIndex(body), call);
  }

  #get<Answer>(path: string, fields: Readonly<Record<string, unknown>>, call: CallOptions): Promise<Answer> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(this.#ofIndex(fields))) {
      for (const [key, text] of parametersOf(name, value)) query.append(key, text);
    }
    return this.#connection.ask(query.size === 0 ? path : `${path}?${query}`, null, call);
  }

  #ofIndex(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return { ...fields, index: fields.index ?? this.#index };
  }
}

/** A list repeats its name, and the members of an object are dotted. */
function parametersOf(name: string, value: unknown): [string, string][] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.map((each) => [name, String(each)]);
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([member, each]) => parametersOf(`${name}.${member}`, each));
}

/** What makes later requests be of the same index. */
function pinOf({ name, id }: AnsweringIndex): string {
  return `${name}@${id}`;
}
