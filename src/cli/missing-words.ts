import { parseQuery } from '../analysis/query-syntax.ts';
import type { QueryResult, SearchRequest } from '../contract/search.ts';
import { Conditions } from '../retrieval/conditions.ts';
import { knowsRequestWords, queryAnalyzerOf, queryFieldsOf } from '../retrieval/index-analyzer.ts';
import type { Searcher } from '../retrieval/searcher.ts';
import { onOneLine } from './plain-text.ts';

/** Of more words hardly any passage holds all: then it tells nothing. */
const MOST_WORDS = 3;

/**
 * Says of a few words that no passage holds them, or not together: who asks for a name that is not here gets hits for a part
 * of it. Null where there is nothing to say, and where conditions, a filter or a correction already say what was searched.
 */
export function describeMissing(
  { view }: Pick<Searcher, 'view'>,
  { filter }: Pick<SearchRequest, 'filter'>,
  { query, corrections = [] }: Pick<QueryResult, 'query' | 'corrections'>,
): string | null {
  const { manifest } = view.index;
  const { words, required, excluded } = parseQuery(
    query,
    queryAnalyzerOf(manifest, view.queryTokenizer),
    knowsRequestWords(manifest),
    queryFieldsOf(manifest),
  );
  const isFree = required.length === 0 && excluded.length === 0 && filter === undefined && corrections.length === 0;
  if (!isFree || words.size === 0 || words.size > MOST_WORDS) return null;
  const isHeld = (terms: readonly string[]): boolean => {
    const all = terms.map((term) => [{ kind: 'term' as const, term }]);
    // No phrase is asked for, so nothing is opened that were to be closed.
    return (
      new Conditions(view).admit({ terms: [], words, text: '', required: all, excluded: [] }, undefined)?.count() !== 0
    );
  };
  const absent = [...words].filter(([term]) => !isHeld([term]));
  if (absent.length > 0) return `No passage holds ${listed(absent, 'or')}.`;
  return isHeld([...words.keys()]) ? null : `No passage holds ${listed([...words], 'and')} together.`;
}

function listed(words: readonly (readonly [term: string, word: string])[], joint: 'and' | 'or'): string {
  const written = words.map(([, word]) => onOneLine(word));
  const last = written.pop() as string;
  return written.length === 0 ? last : `${written.join(', ')} ${joint} ${last}`;
}
