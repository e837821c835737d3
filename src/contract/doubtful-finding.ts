/** What is said of hits that are most likely beside the question, in the terminal and to models alike. */
import type { QueryResult } from './search.ts';

/** Below it a question is most likely about nothing that the index holds: docs/decisions/030. */
const LITTLE_COVERAGE = 0.25;

/** A sentence; null where there is no such doubt, and where there are no hits. */
export function describeDoubt({ hits, coverage, corrections = [] }: QueryResult): string | null {
  // A mended word covers nothing of what was asked, and may well be what was meant.
  if (hits.length === 0 || corrections.length > 0 || coverage === undefined || coverage >= LITTLE_COVERAGE) return null;
  return `Probably nothing here: the best passage covers ${coverage} of the query.`;
}
