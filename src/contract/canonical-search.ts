/** From what a caller sent to the one form in which equal searches are equal. */
import { StillwebError } from '../errors.ts';
import { MAX_CONTEXT_BYTES, MAX_DEPTH, MAX_QUERY_BYTES } from '../limits.ts';
import { canonicalizeFilter } from './canonical-filter.ts';
import { type IndexReference, parseIndexReference } from './index-reference.ts';
import { refuseIdleExpand } from './passage-text.ts';
import type { SearchRequest } from './search.ts';
import { type SearchBody, SearchBodySchema } from './search-body.ts';
import { completeSearch, SEARCH_DEFAULTS } from './search-defaults.ts';
import { readSession } from './session-name.ts';
import { compileShape } from './shape.ts';
import { canonicalizeShownFields } from './shown-fields.ts';
import { limitText } from './text-limit.ts';

/** A search as it was asked for, with what stands beside the ranking. */
export interface CanonicalSearch {
  readonly request: SearchRequest;
  /** Absent: the first index served. */
  readonly index?: IndexReference;
  /** `queries` was given: the answer has `results`, even for one query. */
  readonly isBatch: boolean;
  /** Recorded, never part of the ranking. */
  readonly session?: string;
  /** Part of the ranking only where the encoder of the index reads it: then `SearchService` puts it into the request. */
  readonly context?: string;
}

const checkBody = compileShape(SearchBodySchema);

/**
 * @param body what `JSON.parse` gave, or `readSearchQuery`
 * @throws INVALID_REQUEST, QUERY_TOO_LONG
 */
export function canonicalizeSearch(body: unknown): CanonicalSearch {
  const search = checkBody(body);
  const { k = SEARCH_DEFAULTS.k, offset = SEARCH_DEFAULTS.offset } = search;
  if (offset + k > MAX_DEPTH) {
    throw new StillwebError('INVALID_REQUEST', `offset + k is ${offset + k}; paging reaches ${MAX_DEPTH} hits`, {
      field: 'offset',
      offset,
      k,
      maxDepth: MAX_DEPTH,
    });
  }
  if (search.maxChars !== undefined && search.text !== true) {
    throw new StillwebError('INVALID_REQUEST', 'maxChars cuts text and needs text: true', { field: 'maxChars' });
  }
  if (search.minCoverage !== undefined && search.minCoverage !== Math.round(search.minCoverage * 1000) / 1000) {
    throw new StillwebError('INVALID_REQUEST', 'minCoverage has three decimals at most', { field: 'minCoverage' });
  }
  if (search.rerankDepth !== undefined && (search.rerank ?? 'none') === 'none') {
    const message = 'rerankDepth says how many hits a reranker is given, and needs rerank';
    throw new StillwebError('INVALID_REQUEST', message, { field: 'rerankDepth' });
  }
  refuseIdleExpand(search);
  return {
    request: completeSearch({
      queries: readQueries(search),
      mode: search.mode,
      k,
      offset,
      unit: search.unit,
      filter: search.filter && canonicalizeFilter(search.filter),
      snippet: search.snippet,
      text: search.text,
      expand: search.expand,
      maxChars: search.maxChars,
      exact: search.exact,
      rerank: search.rerank,
      rerankDepth: search.rerankDepth,
      collapse: search.collapse,
      explain: search.explain,
      requestWords: search.requestWords,
      fuzzy: search.fuzzy,
      denseShare: search.denseShare,
      minCoverage: search.minCoverage,
      minScore: search.minScore,
      fields: search.fields && canonicalizeShownFields(search.fields),
      ...(search.instruction !== undefined && {
        instruction: limitText(search.instruction, MAX_CONTEXT_BYTES, 'instruction'),
      }),
    }),
    isBatch: search.queries !== undefined,
    ...(search.index !== undefined && { index: parseIndexReference(search.index) }),
    ...readSession(search.session),
    ...(search.context !== undefined && { context: limitText(search.context, MAX_CONTEXT_BYTES, 'context') }),
  };
}

function readQueries(search: SearchBody): string[] {
  if (search.query !== undefined && search.queries !== undefined) {
    throw new StillwebError('INVALID_REQUEST', 'query and queries exclude each other', {
      fields: ['query', 'queries'],
    });
  }
  if (search.query !== undefined) return [limitText(search.query, MAX_QUERY_BYTES, 'query', 'QUERY_TOO_LONG')];
  if (search.queries === undefined) {
    throw new StillwebError('INVALID_REQUEST', 'query is missing', { field: 'query', expected: 'a string' });
  }
  return search.queries.map((query, i) => limitText(query, MAX_QUERY_BYTES, `queries.${i}`, 'QUERY_TOO_LONG'));
}
