import { readForm } from '../format/frequent-list.ts';
import { CODED_BYTES, RARE_BYTES } from '../kernel/constants.ts';
import type { PostingArrays, PostingList } from '../kernel/lexical-kernel.ts';
import { LIST_PLACES } from './postings-memory.ts';

/**
 * Writes one `List` of the assembly, but its weight and its shift: addresses instead of places.
 *
 * @param at its first field
 */
export function describeList(
  fields: Uint32Array,
  at: number,
  shard: PostingArrays,
  { start, rareCount }: Pick<PostingList, 'start' | 'rareCount'>,
): void {
  const { lists, frequentStarts, frequentForms, rows, rare, windows } = shard;
  if (rareCount > 0) {
    const first = rare.byteOffset + start * RARE_BYTES;
    fields[at + LIST_PLACES.entryBytes] = RARE_BYTES;
    fields[at + LIST_PLACES.rows] = first + rareCount * RARE_BYTES;
    fields[at + LIST_PLACES.next] = first;
    // Those of the list that was described here before are no longer true.
    fields[at + LIST_PLACES.codes] = 0;
    fields[at + LIST_PLACES.gapBits] = 0;
    return;
  }
  const place = frequentStarts[start];
  const first = lists.byteOffset + place * 4;
  const { entryBytes, gapBits } = readForm(frequentForms[start]);
  const codes = entryBytes === CODED_BYTES ? lists[place] & 0xffff : null;
  fields[at + LIST_PLACES.entryBytes] = entryBytes;
  fields[at + LIST_PLACES.rows] = rows.byteOffset + start * windows * 4;
  fields[at + LIST_PLACES.next] = codes === null ? first : first + 2 + codes * 2;
  fields[at + LIST_PLACES.codes] = first + 2;
  fields[at + LIST_PLACES.gapBits] = gapBits;
}
