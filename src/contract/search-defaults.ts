import type { Collapse, SearchRequest } from './search.ts';

/** What a search takes where it says nothing. `mode` has no default here: it belongs to the index. */
export const SEARCH_DEFAULTS = {
  k: 10,
  offset: 0,
  unit: 'document',
  snippet: { tokens: 64 },
  text: false,
  explain: false,
} as const;

/** A search of which all but the queries may be left out. */
export interface PartialSearch
  extends Partial<Omit<SearchRequest, 'snippet' | 'requestWords' | 'fuzzy' | 'collapse' | 'rerankModel'>> {
  readonly queries: readonly string[];
  readonly snippet?: { readonly tokens?: number } | false;
  readonly collapse?: Collapse | 'duplicates';
  readonly requestWords?: boolean;
  readonly fuzzy?: boolean;
}

/** The search with every default filled in. It checks nothing: a request from outside goes through `canonicalizeSearch`. */
export function completeSearch(search: PartialSearch): SearchRequest {
  const { queries, mode, k, offset, unit, filter, exact, rerank, rerankDepth, collapse } = search;
  const { requestWords, fuzzy, denseShare, minCoverage, minScore } = search;
  const { snippet, text, expand, maxChars, explain, fields, context, instruction } = search;
  return {
    queries,
    ...(mode !== undefined && { mode }),
    k: k ?? SEARCH_DEFAULTS.k,
    offset: offset ?? SEARCH_DEFAULTS.offset,
    unit: unit ?? SEARCH_DEFAULTS.unit,
    ...(filter !== undefined && { filter }),
    snippet: snippet === false ? false : { tokens: snippet?.tokens ?? SEARCH_DEFAULTS.snippet.tokens },
    text: text ?? SEARCH_DEFAULTS.text,
    ...(expand !== undefined && expand > 0 && { expand }),
    ...(maxChars !== undefined && { maxChars }),
    // Absent for false, so that requests that do not know it keep their key.
    ...(exact === true && { exact }),
    // Likewise for none. Whether there is one of this name is known where rankings are made.
    ...(rerank !== undefined && rerank !== 'none' && { rerank, ...(rerankDepth !== undefined && { rerankDepth }) }),
    ...(requestWords === false && { requestWords }),
    ...(fuzzy === false && { fuzzy }),
    ...(denseShare !== undefined && { denseShare }),
    ...(minCoverage !== undefined && minCoverage > 0 && { minCoverage }),
    ...(minScore !== undefined && minScore > 0 && { minScore }),
    // Likewise for true, and what means the same.
    ...((collapse === false || collapse === 'identical') && { collapse }),
    explain: explain ?? SEARCH_DEFAULTS.explain,
    ...(context !== undefined && { context }),
    ...(instruction !== undefined && { instruction }),
    ...(fields !== undefined && { fields }),
  };
}
