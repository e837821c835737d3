import type { ParsedQuery } from '../analysis/parsed-query.ts';
import { type Lexeme, lexQuery } from '../analysis/query-lexer.ts';
import { parseQuery } from '../analysis/query-syntax.ts';
import type { QueryResult, SearchRequest } from '../contract/search.ts';
import { Conditions } from '../retrieval/conditions.ts';
import { queryAnalyzerOf, queryFieldsOf } from '../retrieval/index-analyzer.ts';
import type { Searcher } from '../retrieval/searcher.ts';
import type { IndexView } from '../store/index-view.ts';
import { onOneLine } from './plain-text.ts';

/**
 * Why a search of the terminal found nothing, where the query or a threshold of it is the reason: a line a reason, none where
 * the words are simply not there. It asks the index once more, so each line is what was found and no guess.
 *
 * @param result without hits, of the one query of the request
 */
export async function explainNoHits(
  searcher: Searcher,
  request: SearchRequest,
  { query, coverage }: QueryResult,
): Promise<string[]> {
  const { index, queryTokenizer } = searcher.view;
  const { manifest } = index;
  const analyzer = queryAnalyzerOf(manifest, queryTokenizer);
  const parse = (text: string) => parseQuery(text, analyzer, false, queryFieldsOf(manifest));
  const parsed = parse(query);
  const unmet = describeUnmet(searcher.view, query, parsed, parse);
  if (unmet !== null) return [unmet];
  if (parsed.terms.length === 0) return ['The query has no word that is scored: only conditions, stop words or signs.'];
  const { minCoverage, minScore, ...free } = request;
  if (minCoverage !== undefined && coverage !== undefined && coverage < minCoverage) {
    return [`The best passage covers ${coverage} of the query, and --min-coverage asks for ${minCoverage}.`];
  }
  if (minScore === undefined) return [];
  const [{ hits }] = await searcher.search({ ...free, k: 1, snippet: false, text: false, explain: false });
  return hits.length === 0
    ? []
    : [`The first hit has a score of ${hits[0].score}, and --min-score asks for ${minScore}.`];
}

/** The condition of the query that no passage meets, as it is written; null where they leave some. */
function describeUnmet(
  view: IndexView,
  query: string,
  parsed: ParsedQuery,
  parse: (text: string) => ParsedQuery,
): string | null {
  const conditions = new Conditions(view);
  try {
    const isMet = (asked: ParsedQuery) => conditions.admit(asked, undefined)?.count() !== 0;
    if (isMet(parsed)) return null;
    // With OR a piece alone is no condition of the query.
    const pieces = [...lexQuery(query, queryFieldsOf(view.index.manifest))].map(written);
    const unmet = pieces.includes('OR') ? [] : pieces.filter((piece) => !isMet(parse(piece)));
    return unmet.length === 0
      ? 'No passage meets all conditions of the query at once.'
      : `No passage meets ${unmet.join(' nor ')}, which the query demands.`;
  } finally {
    conditions.close();
  }
}

function written({ kind, prefix, text }: Lexeme): string {
  return onOneLine(kind === 'quoted' ? `${prefix}"${text}"` : text);
}
