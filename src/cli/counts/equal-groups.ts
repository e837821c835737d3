import type { Duplicates, EqualTexts } from '../../format/duplicates.ts';
import type { StringTable } from '../../format/string-table.ts';
import { mostOf } from '../../store/most-of.ts';
import type { DuplicateCounts, EqualGroups } from './index-counts.ts';

/** Which texts several documents, or passages, have. @param top groups at the most */
export function countDuplicates({ documents, passages }: Duplicates, ids: StringTable, top: number): DuplicateCounts {
  const sizes = new Map<number, number>();
  for (const first of documents.firsts) sizes.set(first, (sizes.get(first) ?? 0) + 1);
  const firsts = Uint32Array.from(sizes.keys()).sort();
  const most = mostOf(firsts.length, (place) => sizes.get(firsts[place]) ?? 0, top);
  return {
    documents: groupsOf(documents),
    passages: groupsOf(passages),
    top: most.map((place) => ({ id: ids.get(firsts[place]), documents: sizes.get(firsts[place]) ?? 0 })),
  };
}

function groupsOf({ items, repeats }: EqualTexts): EqualGroups {
  return { groups: items.length - repeats, members: items.length };
}
