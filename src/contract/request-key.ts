/** The text that two requests share exactly when they must get the same answer from the same index. */
import { filterKey, readFilter } from './filter-key.ts';
import type { GrepPlace, GrepRequest } from './grep.ts';
import { viewKey } from './reading-view.ts';
import type { FetchRequest, SearchRequest } from './search.ts';
import { readShownFields, shownFieldsKey } from './shown-fields.ts';
import { canonicalWalk, type WalkRequest } from './walk.ts';

/**
 * Grows when the same index and the same request would give another body: a new field, another snippet, another
 * ranking. It is part of every ETag.
 */
export const RESPONSE_VERSION = 2;

/** Stand in a key before a value that is not in every request. */
const RERANK = 'rerank ';
const RERANK_DEPTH = 'rerankDepth ';
const RERANK_MODEL = 'rerankModel ';
const DENSE_SHARE = 'denseShare ';
const MIN_COVERAGE = 'minCoverage ';
const MIN_SCORE = 'minScore ';
const EXPAND = 'expand ';
const CONTEXT = 'context ';
const INSTRUCTION = 'instruction ';
/** Stand in a key alone. */
const EXACT = 'exact';
const NO_REQUEST_WORDS = 'requestWords false';
const NO_FUZZY = 'fuzzy false';
const NO_COLLAPSE = 'collapse false';
const COLLAPSE_IDENTICAL = 'collapse identical';

/**
 * @param indexName part of the body, though not of the index id
 * @param request its mode filled in from the index
 * @param isBatch shapes the body
 */
export function canonicalRequestKey(indexName: string, request: SearchRequest, isBatch: boolean): string {
  const { queries, mode, k, offset, unit, filter, snippet, text, maxChars, explain, exact, rerank } = request;
  const { requestWords, fuzzy, denseShare, minCoverage, minScore } = request;
  const { collapse, expand, fields, rerankDepth, rerankModel, context, instruction } = request;
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
    filterKey(filter),
    snippet === false ? false : snippet.tokens,
    text,
    maxChars,
    explain,
    // Named only where they are asked for: a request that does not know them has the key that it always had.
    ...(exact === true ? [EXACT] : []),
    ...(rerank !== undefined ? [`${RERANK}${rerank}`] : []),
    ...(rerankDepth !== undefined ? [`${RERANK_DEPTH}${rerankDepth}`] : []),
    ...(rerankModel !== undefined ? [`${RERANK_MODEL}${rerankModel}`] : []),
    ...(requestWords === false ? [NO_REQUEST_WORDS] : []),
    ...(fuzzy === false ? [NO_FUZZY] : []),
    ...(denseShare !== undefined ? [`${DENSE_SHARE}${denseShare}`] : []),
    ...(minCoverage !== undefined ? [`${MIN_COVERAGE}${minCoverage}`] : []),
    ...(minScore !== undefined ? [`${MIN_SCORE}${minScore}`] : []),
    ...(collapse === false ? [NO_COLLAPSE] : []),
    ...(collapse === 'identical' ? [COLLAPSE_IDENTICAL] : []),
    ...(expand !== undefined ? [`${EXPAND}${expand}`] : []),
    ...(context !== undefined ? [`${CONTEXT}${context}`] : []),
    ...(instruction !== undefined ? [`${INSTRUCTION}${instruction}`] : []),
    ...shownFieldsKey(fields),
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
  const rerankDepth = valueBehind(RERANK_DEPTH);
  const rerankModel = valueBehind(RERANK_MODEL);
  const denseShare = valueBehind(DENSE_SHARE);
  const minCoverage = valueBehind(MIN_COVERAGE);
  const minScore = valueBehind(MIN_SCORE);
  const expand = valueBehind(EXPAND);
  const context = valueBehind(CONTEXT);
  const instruction = valueBehind(INSTRUCTION);
  const fields = readShownFields(named);
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
    ...(rerankDepth !== undefined && { rerankDepth: Number(rerankDepth) }),
    ...(rerankModel !== undefined && { rerankModel }),
    ...(named.includes(NO_REQUEST_WORDS) && { requestWords: false as const }),
    ...(named.includes(NO_FUZZY) && { fuzzy: false as const }),
    ...(denseShare !== undefined && { denseShare: Number(denseShare) }),
    ...(minCoverage !== undefined && { minCoverage: Number(minCoverage) }),
    ...(minScore !== undefined && { minScore: Number(minScore) }),
    ...(named.includes(NO_COLLAPSE) && { collapse: false }),
    ...(named.includes(COLLAPSE_IDENTICAL) && { collapse: 'identical' as const }),
    ...(expand !== undefined && { expand: Number(expand) }),
    ...(context !== undefined && { context }),
    ...(instruction !== undefined && { instruction }),
    ...(fields !== undefined && { fields }),
  } as const;
  return { indexName, request, isBatch };
}

/** @param route `fetch` and `document` wrap the same documents differently */
export function canonicalFetchKey(indexName: string, request: FetchRequest, route: 'fetch' | 'document'): string {
  const { ids, urls, offset, maxChars, find, numbers, fields, view } = request;
  return JSON.stringify([
    ...[RESPONSE_VERSION, route, indexName, ids, urls, offset, maxChars, find],
    // Absent for none, so that requests that do not know it keep their key.
    ...(numbers === undefined ? [] : [numbers]),
    ...shownFieldsKey(fields),
    ...viewKey(view),
  ]);
}

export function canonicalGrepKey(indexName: string, request: GrepRequest): string {
  const { pattern, regexp, ignoreCase, wholeWords, filter, linesBefore, linesAfter, limit, from } = request;
  return JSON.stringify([
    RESPONSE_VERSION,
    'grep',
    indexName,
    pattern,
    regexp,
    ignoreCase,
    wholeWords,
    filterKey(filter),
    linesBefore,
    linesAfter,
    limit,
    from && [from.document, from.offset, from.binding],
  ]);
}

/** @param members of a key of `canonicalGrepKey`, behind the name of the index */
export function readGrepKey(members: readonly unknown[]): GrepRequest {
  const [pattern, regexp, ignoreCase, wholeWords, filter, linesBefore, linesAfter, limit, from] = members;
  const switches = { regexp, ignoreCase, wholeWords } as Pick<GrepRequest, 'regexp' | 'ignoreCase' | 'wholeWords'>;
  const counts = { linesBefore, linesAfter, limit } as Pick<GrepRequest, 'linesBefore' | 'linesAfter' | 'limit'>;
  return {
    pattern: pattern as string,
    ...switches,
    ...(filter !== null && { filter: readFilter(filter as unknown[]) }),
    ...counts,
    ...(from !== null && { from: readPlace(from as [number, number, string]) }),
  };
}

function readPlace([document, offset, binding]: [number, number, string]): GrepPlace {
  return { document, offset, binding };
}

export function canonicalLinksKey(indexName: string, id: string): string {
  return JSON.stringify([RESPONSE_VERSION, 'links', indexName, id]);
}

export function canonicalOriginalKey(indexName: string, id: string): string {
  return JSON.stringify([RESPONSE_VERSION, 'original', indexName, id]);
}

export function canonicalWalkKey(indexName: string, request: WalkRequest): string {
  return JSON.stringify([RESPONSE_VERSION, 'walk', indexName, ...canonicalWalk(request)]);
}
