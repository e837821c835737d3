/** A cache of queries in the place of an index: what was asked is answered as it was kept, and nothing else is. */
import { basename, extname } from 'node:path';
import { readSandboxUrl } from '../../contract/sandbox-url.ts';
import type { FetchedDocument, FetchRequest, Hit, SearchRequest } from '../../contract/search.ts';
import { StillwebError } from '../../errors.ts';
import { urlKey } from '../../format/lookup-tables.ts';
import { chooseRange, tellView } from '../../reading/read-view.ts';
import { type AnswerSource, foundHits } from '../../serving/answer-source.ts';
import { InThreadBackend } from '../../serving/in-thread-backend.ts';
import type { SearchBackend } from '../../serving/search-backend.ts';
import { storageFault } from '../../store/storage-fault.ts';
import { packedFault, readUnpacked } from './packed-trace.ts';
import { type CachedResult, type QueryCache, readQueryCache } from './query-cache.ts';
import { LINE_BEGINNINGS } from './trace-line.ts';

/** What the tool was not asked: no request may have it. Of modes it has one, which is all that can be asked for. */
const UNKNOWN_LEVERS = [
  'filter',
  'rerank',
  'exact',
  'requestWords',
  'fuzzy',
  'denseShare',
  'minCoverage',
  'minScore',
  'context',
  'instruction',
  'fields',
] as const satisfies readonly (keyof SearchRequest)[];

/** Whether a file, packed or not, begins as a trace does; else it may be a cache. @throws StillwebError INPUT_MISSING, TRACE_INVALID, STORAGE_FAILED */
export async function beginsAsTrace(path: string): Promise<boolean> {
  let beginning = '';
  try {
    // Leaving the loop closes the file.
    for await (const bytes of (await readUnpacked(path)) as AsyncIterable<Buffer>) {
      beginning += bytes.toString('latin1', 0, LINE_BEGINNINGS.head.length);
      if (beginning.length >= LINE_BEGINNINGS.head.length) break;
    }
  } catch (error) {
    throw packedFault(path, error) ?? storageFault(error) ?? error;
  }
  return beginning.startsWith(LINE_BEGINNINGS.head);
}

/**
 * One index, which has the name of the file.
 *
 * @param onNote told what of the file is not served
 * @throws StillwebError TRACE_INVALID, STORAGE_FAILED
 */
export function openQueryCache(path: string, onNote: (sentence: string) => void): SearchBackend {
  const cache = readQueryCache(path);
  cache.notes.forEach(onNote);
  const plain = path.replace(/\.gz$/i, '');
  const name = basename(plain, extname(plain)).replace(/[^A-Za-z0-9._-]/g, '_') || 'cache';
  const source = new QueryCacheSource(name, cache);
  const days = [...source.documents.values()].flatMap(({ date }) => date ?? []);
  const description = {
    documents: source.documents.size,
    passages: source.documents.size,
    terms: 0,
    links: 0,
    newest: days.length === 0 ? null : days.reduce((one, other) => (one > other ? one : other)),
    ranking: 'bm25' as const,
    analyzer: { name: 'plain', version: 2 },
    encoder: null,
    modes: ['bm25' as const],
  };
  return new InThreadBackend([{ name, id: cache.id, description }], [{ ...sourceOf(source), close: () => {} }]);
}

class QueryCacheSource {
  readonly name: string;
  readonly id: string;
  /** By id: of several results of one address the one with the longest text, the first of them. */
  readonly documents = new Map<string, CachedResult>();
  readonly #byAddress = new Map<string, CachedResult>();
  readonly #results: QueryCache['results'];

  constructor(name: string, { id, results }: QueryCache) {
    this.name = name;
    this.id = id;
    this.#results = results;
    for (const result of [...results.values()].flat()) {
      const known = this.documents.get(result.id);
      if (known === undefined || result.text.length > known.text.length) this.documents.set(result.id, result);
    }
    for (const document of this.documents.values()) {
      if (document.url !== null) this.#byAddress.set(urlKey(document.url), document);
    }
  }

  /** @throws StillwebError TRACE_MISS; UNSUPPORTED for what the tool was not asked */
  hitsOf(query: string, request: SearchRequest): Hit[] {
    const { k, offset, unit, snippet, text, maxChars, explain, collapse } = request;
    const field =
      UNKNOWN_LEVERS.find((name) => request[name] !== undefined) ??
      (unit === 'passage' ? 'unit' : explain ? 'explain' : collapse === 'identical' ? 'collapse' : undefined);
    if (field !== undefined) {
      const message = `a cache of queries answers what was asked, and cannot take ${field} into account`;
      throw new StillwebError('UNSUPPORTED', message, { field });
    }
    const results = this.#results.get(query.trim());
    if (results === undefined) {
      throw new StillwebError('TRACE_MISS', `the cache has no such query: nobody asked it before`, {
        index: this.name,
        kind: 'search',
      });
    }
    return results.slice(offset, offset + k).map((result, i) => ({
      rank: offset + i + 1,
      id: result.id,
      url: result.url,
      title: result.title,
      ...(snippet !== false && { snippet: result.snippet, highlights: [], fragments: [], start: 0, end: 0 }),
      score: results.length - offset - i,
      ...(result.date !== undefined && { date: result.date }),
      ...(text && { text: result.text.slice(0, maxChars).toWellFormed() }),
    }));
  }

  read(key: Pick<FetchedDocument, 'id' | 'url'>, request: FetchRequest): FetchedDocument {
    const document = key.id !== null ? this.documents.get(key.id) : key.url === null ? undefined : this.#at(key.url);
    const missing = (code: 'DOCUMENT_NOT_FOUND' | 'SECTION_NOT_FOUND', message: string): FetchedDocument => ({
      ...key,
      error: { code, message },
    });
    if (document === undefined) return missing('DOCUMENT_NOT_FOUND', 'the cache has no such document');
    const { id, url, title, text, date } = document;
    try {
      const chosen = chooseRange(text, request, { start: 0, end: text.length });
      const { start, end } = chosen;
      const range = { start, end, total: text.length };
      const shown = { id, url, title, text: text.slice(start, end), range, ...(date !== undefined && { date }) };
      return request.view === undefined ? shown : { ...shown, ...tellView(text, request, chosen) };
    } catch (error) {
      if (error instanceof StillwebError && error.code === 'SECTION_NOT_FOUND')
        return missing(error.code, error.message);
      throw error;
    }
  }

  #at(url: string): CachedResult | undefined {
    const named = readSandboxUrl(this.name, url);
    return named === null ? this.#byAddress.get(urlKey(url)) : this.documents.get(named);
  }
}

function sourceOf(source: QueryCacheSource): AnswerSource {
  return {
    name: source.name,
    id: source.id,
    search: async (request) => request.queries.map((query) => foundHits({ hits: source.hitsOf(query, request) })),
    fetch: ({ ids = [], urls = [], ...request }) => [
      ...ids.map((id) => source.read({ id, url: null }, request)),
      ...urls.map((url) => source.read({ id: null, url }, request)),
    ],
    links: (id) => {
      if (source.documents.has(id)) return { id, outgoing: [], incoming: [] };
      throw new StillwebError('DOCUMENT_NOT_FOUND', 'the cache has no such document', { id });
    },
  };
}
