import { describeDoubt } from '../contract/doubtful-finding.ts';
import type { QueryResult } from '../contract/search.ts';

/**
 * What a model should know of a result beside its hits: that nothing was found, that what was found is probably beside the
 * question, that words were mended. Null where there is nothing to say.
 */
export function describeFinding(
  result: QueryResult,
  { isFiltered = false, page = 1 }: { readonly isFiltered?: boolean; readonly page?: number } = {},
): string | null {
  const { hits, corrections = [] } = result;
  const mended = corrections.map(
    ({ from, to }) => `Searched for ${to} instead of ${from}, which the collection does not hold.`,
  );
  return [...mended, ...finding()].join(' ') || null;

  function finding(): string[] {
    if (hits.length === 0) {
      if (page > 1) return ['There are no results on this page: the last ones stand before it.'];
      if (isFiltered) return ['Nothing found. Filters were set: without them there may be results.'];
      return ['Nothing found: no document holds what the query demands. Other words may find more.'];
    }
    const doubt = describeDoubt(result);
    return doubt === null ? [] : [doubt];
  }
}
