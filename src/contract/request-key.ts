/** The text that two requests share exactly when they must get the same answer from the same index. */
import type { FetchRequest, SearchFilter, SearchRequest } from './search.ts';
import { canonicalWalk, type WalkRequest } from './walk.ts';

/**
 * Grows when the same index and the same request would give another body: a new field, another snippet, another
 * ranking. It is part of every ETag.
 */
export const RESPONSE_VERSION = 2;

/** Stand in a key before a value that is not in every request. */
const RERANK = 'rerank ';
const DENSE_SHARE = 'denseShare ';
const MIN_COVERAGE = 'minCoverage ';
const MIN_SCORE = 'minScore ';
const EXPAND = 'expand ';
/** Stand in a key alone. */
const EXACT = 'exact';
const NO_REQUEST_WORDS = 'requestWords false';
const NO_FUZZY = 'fuzzy false';
const NO_COLLAPSE = 'collapse false';

/**
 * @param indexName part of the body, though not of the index id
 * @param request its mode filled in from the index
 * @param isBatch shapes the body
 */
export function canonicalRequestKey(indexName: string, request: SearchRequest, isBatch: boolean): string {
  const { queries, mode, k, offset, unit, filter, snippet, text, maxChars, explain, exact, rerank } = request;
  const { requestWords, fuzzy, denseShare, minCoverage, minScore } = request;
  const { collapse, expand } = request;
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
    ...(exact === true ? [EXACT] : []),
    ...(rerank !== undefined ? [`${RERANK}${rerank}`] : []),
    ...(requestWords === false ? [NO_REQUEST_WORDS] : []),
    ...(fuzzy === false ? [NO_FUZZY] : []),
    ...(denseShare !== undefined ? [`${DENSE_SHARE}${denseShare}`] : []),
    ...(minCoverage !== undefined ? [`${MIN_COVERAGE}${minCoverage}`] : []),
    ...(minScore !== undefined ? [`${MIN_SCORE}${minScore}`] : []),
    ...(collapse === false ? [NO_COLLAPSE] : []),
    ...(expand !== undefined ? [`${EXPAND}${expand}`] : []),
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
  const valueBehind = (name: string): string | undefined =>
    (named as string[]).find((member) => member.startsWith(name))?.slice(name.length);
  const rerank = valueBehind(RERANK);
  const denseShare = valueBehind(DENSE_SHARE);
  const minCoverage = valueBehind(MIN_COVERAGE);
  const minScore = valueBehind(MIN_SCORE);
  const expand = valueBehind(EXPAND);
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
    ...(named.includes(EXACT) && { exact: true }),
    ...(rerank !== undefined && { rerank }),
    ...(named.includes(NO_REQUEST_WORDS) && { requestWords: false as const }),
    ...(named.includes(NO_FUZZY) && { fuzzy: false as const }),
    ...(denseShare !== undefined && { denseShare: Number(denseShare) }),
    ...(minCoverage !== undefined && { minCoverage: Number(minCoverage) }),
    ...(minScore !== undefined && { minScore: Number(minScore) }),
    ...(named.includes(NO_COLLAPSE) && { collapse: false }),
    ...(expand !== undefined && { expand: Number(expand) }),
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

export function canonicalWalkKey(indexName: string, request: WalkRequest): string {
  return JSON.stringify([RESPONSE_VERSION, 'walk', indexName, ...canonicalWalk(request)]);
}
