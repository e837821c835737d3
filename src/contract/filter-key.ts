/** A filter as a member of a key. */
import type { SearchFilter } from './search.ts';

/** Its members in a fixed order; JSON writes those that are absent as null. */
export function filterKey(filter: SearchFilter | undefined): readonly unknown[] | undefined {
  if (filter === undefined) return undefined;
  const { sites, excludeSites, after, before, languages, ids, excludeIds, where, excludeUrls, excludeStrings } = filter;
  const members = [sites, excludeSites, after, before, languages, ids, excludeIds];
  // Absent for none, so that filters that do not know them keep their key.
  if (excludeUrls !== undefined || excludeStrings !== undefined) {
    return [...members, where, excludeUrls, excludeStrings];
  }
  return where === undefined ? members : [...members, where];
}

/** What `filterKey` made a list of. A list's `undefined` is `null` in JSON. */
export function readFilter(members: readonly unknown[]): SearchFilter {
  const [sites, excludeSites, after, before, languages, ids, excludeIds, where, excludeUrls, excludeStrings] =
    members.map((member) => member ?? undefined);
  return {
    ...{ sites, excludeSites, after, before, languages, ids, excludeIds },
    ...(where !== undefined && { where }),
    ...(excludeUrls !== undefined && { excludeUrls }),
    ...(excludeStrings !== undefined && { excludeStrings }),
  } as SearchFilter;
}
