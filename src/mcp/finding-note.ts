import type { QueryResult } from '../contract/search.ts';

/** Below it most questions, and nearly all names, are about nothing that the index holds: docs/decisions/030. */
const LITTLE_COVERAGE = 0.25;

/**
 * What a model should know of a result beside its hits: that nothing was found, that what was found is probably beside the
 * question, that words were mended. Null where there is nothing to say.
 */
export function describeFinding(
  { hits, coverage, corrections = [] }: QueryResult,
  { isFiltered = false, page = 1 }: { readonly isFiltered?: boolean; readonly page?: number } = {},
): string | null {
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
    // A mended word covers nothing of what was asked, and may well be what was meant.
    if (mended.length > 0 || coverage === undefined || coverage >= LITTLE_COVERAGE) return [];
    return [`Probably nothing here: the best passage covers ${coverage} of the query.`];
  }
}
