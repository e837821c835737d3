/** The text that two requests share exactly when they must get the same answer from the same index. */
import type { FetchRequest, SearchFilter, SearchRequest } from './search.ts';

/**
 * Grows when the same index and the same request would give another body: a new field, another snippet, another
 * ranking. It is part of every ETag.
 */
export const RESPONSE_VERSION = 2;

/** Stands in a key before the name of a reranker. */
const RERANK = 'rerank ';

/**
 * @param indexName part of the body, though not of the index id
 * @param request its mode filled in from the index
 * @param isBatch shapes the body
 */
export function canonicalRequestKey(indexName: string, request: SearchRequest, isBatch: boolean): string {
  const { queries, mode, k, offset, unit, filter, snippet, text, maxChars, explain, exact, rerank } = request;
  // A list, not an object: its order is fixed here, whatever order the members of `request` were made in.
  return JSON.stringify([
    RESPONSE_VERSION,
    'search',
    indexName,
    isBatch,
    queries,
    mode,
    k,
    offset,
    unit,
    filter && [
      filter.sites,
      filter.excludeSites,
      filter.after,
      filter.before,
      filter.languages,
      filter.ids,
      filter.excludeIds,
    ],
    snippet === false ? false : snippet.tokens,
    text,
    maxChars,
    explain,
    // Named only where they are asked for: a request that does not know them has the key that it always had.
    ...(exact === true ? ['exact'] : []),
    ...(rerank !== undefined ? [`${RERANK}${rerank}`] : []),
  ]);
}

/** A search as its key tells it. */
export interface KeyedSearch {
  readonly indexName: string;
  readonly request: SearchRequest;
  readonly isBatch: boolean;
}

/** What `canonicalRequestKey` made a key of: whoever answers from it can depend on nothing that the key leaves out. */
export function readRequestKey(key: string): KeyedSearch {
  const [, , indexName, isBatch, queries, mode, k, offset, unit, filter, tokens, text, maxChars, explain, ...named] =
    JSON.parse(key);
  const rerank = (named as string[]).find((member) => member.startsWith(RERANK))?.slice(RERANK.length);
  const request = {
    queries,
    mode: mode ?? undefined,
    k,
    offset,
    unit,
    filter: filter === null ? undefined : readFilter(filter),
    snippet: tokens === false ? false : { tokens },
    text,
    maxChars: maxChars ?? undefined,
    explain,
    ...(named.includes('exact') && { exact: true }),
    ...(rerank !== undefined && { rerank }),
  } as const;
  return { indexName, request, isBatch };
}

/** A list's `undefined` is `null` in JSON. */
function readFilter(members: readonly unknown[]): SearchFilter {
  const [sites, excludeSites, after, before, languages, ids, excludeIds] = members.map((member) => member ?? undefined);
  return { sites, excludeSites, after, before, languages, ids, excludeIds } as SearchFilter;
}

/** @param route `fetch` and `document` wrap the same documents differently */
export function canonicalFetchKey(indexName: string, request: FetchRequest, route: 'fetch' | 'document'): string {
  const { ids, urls, offset, maxChars, find } = request;
  return JSON.stringify([RESPONSE_VERSION, route, indexName, ids, urls, offset, maxChars, find]);
}

export function canonicalLinksKey(indexName: string, id: string): string {
  return JSON.stringify([RESPONSE_VERSION, 'links', indexName, id]);
}
