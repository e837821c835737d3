import type { PhraseTerm } from '../analysis/parsed-query.ts';
import type { ShardPostings } from '../format/postings.ts';
import type { PositionStore } from '../store/position-store.ts';

/**
 * Passages of a shard in which terms stand at given distances.
 *
 * Candidates are intersected by passage first, the shortest list leading; only their positions are decoded.
 *
 * @param accepts tells whether a first position counts, such as one inside the title
 * @returns passage numbers in the shard, ascending
 */
export function findPhrase(
  shard: ShardPostings,
  positions: PositionStore,
  phrase: readonly PhraseTerm[],
  accepts: (passage: number, lastPosition: number) => boolean,
): number[] {
  const lists = phrase.map(({ term, offset }) => {
    const ordinal = shard.terms.find(term);
    return { ordinal, offset, passages: ordinal < 0 ? new Uint32Array(0) : shard.list(ordinal).passages };
  });
  if (lists.length === 0 || lists.some((list) => list.ordinal < 0)) return [];
  const lead = lists.reduce((shortest, list) => (list.passages.length < shortest.passages.length ? list : shortest));
  const places = lists.map(() => 0);
  const cursors = lists.map((list) => ({ cursor: positions.open(list.ordinal), next: 0 }));
  const found: number[] = [];
  for (const passage of lead.passages) {
    const isEverywhere = lists.every((list, i) => {
      while (places[i] < list.passages.length && list.passages[places[i]] < passage) places[i]++;
      return list.passages[places[i]] === passage;
    });
    if (!isEverywhere) continue;
    const standing = lists.map((_, i) => {
      const { cursor, next } = cursors[i];
      cursor.skip(places[i] - next);
      cursors[i].next = places[i] + 1;
      return cursor.next();
    });
    if (holdsPhrase(standing, lists, (last) => accepts(passage, last))) found.push(passage);
  }
  return found;
}

function holdsPhrase(
  standing: readonly number[][],
  phrase: readonly { readonly offset: number }[],
  accepts: (lastPosition: number) => boolean,
): boolean {
  const sets = standing.slice(1).map((positions) => new Set(positions));
  const length = phrase.reduce((largest, { offset }) => Math.max(largest, offset), 0);
  return standing[0].some((position) => {
    const start = position - phrase[0].offset;
    return sets.every((set, i) => set.has(start + phrase[i + 1].offset)) && accepts(start + length);
  });
}
