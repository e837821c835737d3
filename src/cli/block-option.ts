import { Option } from 'commander';
import type { SearchFilter } from '../contract/search.ts';
import { list } from './values.ts';

/** What one call leaves out of its answer. */
export function blockOption(): Option {
  return new Option(
    '--block <file>',
    'leave out what this list names: hosts, URLs, ids, and texts that documents repeat; repeatable',
  ).argParser(list);
}

/** The members of a filter that some lists are; undefined for no list. @throws StillwebError INPUT_MISSING, BLOCK_LIST_INVALID, INVALID_REQUEST */
export async function readBlockFilter(paths: readonly string[] | undefined): Promise<SearchFilter | undefined> {
  if (paths === undefined) return undefined;
  const [{ readBlockFiles }, { canonicalizeFilter }, { compileShape }, { FilterSchema }] = await Promise.all([
    import('./block-files.ts'),
    import('../contract/canonical-filter.ts'),
    import('../contract/shape.ts'),
    import('../contract/search-body.ts'),
  ]);
  const read = await readBlockFiles(paths);
  if (read === undefined) return undefined;
  const { sites: excludeSites, urls: excludeUrls, ids: excludeIds, strings: excludeStrings } = read;
  // The limits of a request hold for lists of files too.
  return canonicalizeFilter(compileShape(FilterSchema)({ excludeSites, excludeUrls, excludeIds, excludeStrings }));
}
