/** Which modes an index can be searched with, and which of them a request gets. */
import { StillwebError } from '../errors.ts';
import type { SearchMode } from './search.ts';

export const SEARCH_MODES: readonly SearchMode[] = ['hybrid', 'bm25', 'dense'];

/** The default first. */
export function modesOf(hasVectors: boolean): readonly SearchMode[] {
  return hasVectors ? SEARCH_MODES : ['bm25'];
}

/**
 * @param modes of the index, the default first
 * @param wanted absent: the default
 * @param indexName for the error
 * @throws StillwebError MODE_UNAVAILABLE
 */
export function chooseMode(
  modes: readonly SearchMode[],
  wanted: SearchMode | undefined,
  indexName: string,
): SearchMode {
  if (wanted === undefined) return modes[0];
  if (modes.includes(wanted)) return wanted;
  throw new StillwebError('MODE_UNAVAILABLE', `index ${indexName} cannot be searched with mode ${wanted}`, {
    index: indexName,
    mode: wanted,
    supported: [...modes],
  });
}
