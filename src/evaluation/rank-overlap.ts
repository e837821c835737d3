/**
 * The share of two lists' first `depth` places that they have in common: documents in both, over the longer of the two lists as
 * far as `depth`. 1 for two empty lists, which agree.
 *
 * @param ours ids in rank order, each once @param depth 1 …
 */
export function overlapAt(ours: readonly string[], theirs: readonly string[], depth: number): number {
  const [left, right] = [ours.slice(0, depth), theirs.slice(0, depth)];
  const longer = Math.max(left.length, right.length);
  if (longer === 0) return 1;
  const known = new Set(left);
  return right.filter((id) => known.has(id)).length / longer;
}

/**
 * How many documents the first d places of both lists have in common, for d = 1 … the length of the longer list; behind its end a list
 * adds nothing. Takes time linear in the lengths.
 */
export function sharedCounts(ours: readonly string[], theirs: readonly string[]): Uint32Array {
  const counts = new Uint32Array(Math.max(ours.length, theirs.length));
  // An id that one list has shown, and the other not yet.
  const alone = new Set<string>();
  let shared = 0;
  for (let place = 0; place < counts.length; place++) {
    for (const list of [ours, theirs]) {
      if (place >= list.length) continue;
      if (alone.delete(list[place])) shared++;
      else alone.add(list[place]);
    }
    counts[place] = shared;
  }
  return counts;
}

/** The first rank, from 1, at which two lists do not have the same document; null where they are the same list. */
export function firstDifference(ours: readonly string[], theirs: readonly string[]): number | null {
  const longer = Math.max(ours.length, theirs.length);
  for (let place = 0; place < longer; place++) if (ours[place] !== theirs[place]) return place + 1;
  return null;
}
