/**
 * Kendall's tau of two rankings over all documents of either: pairs that both put in the same order, less pairs that they put in opposite
 * orders, over all pairs. A document that a list lacks stands behind its last, tied with the others that it lacks; a tied pair counts
 * for neither. That is 1 − 2 K / (n (n − 1) / 2) with K the distance of Fagin et al. with penalty ½.
 *
 * 1 for equal lists, −1 for reversed ones; two lists of n documents each without a common one have −n / (2n − 1), about −½. Takes time
 * n log n.
 *
 * @param ours ids in rank order, each once
 * @returns null for fewer than two documents in all
 * @see Fagin, Kumar, Sivakumar, "Comparing top k lists", SIAM J. Discrete Math. 17(1), 2003
 */
export function kendallTau(ours: readonly string[], theirs: readonly string[]): number | null {
  const ranks = new Map(theirs.map((id, place) => [id, place]));
  const known = new Set(ours);
  // By our order; those that we lack are tied at its end, so they stand as the other has them and make no inversion among themselves.
  const otherRanks = ours.map((id) => ranks.get(id) ?? theirs.length);
  const ourMissing = theirs.filter((id) => !known.has(id));
  for (const id of ourMissing) otherRanks.push(ranks.get(id)!);
  const documents = otherRanks.length;
  if (documents < 2) return null;
  const theirMissing = documents - theirs.length;
  const pairs = pairsOf(documents);
  const tied = pairsOf(ourMissing.length) + pairsOf(theirMissing);
  const opposite = countInversions(otherRanks);
  return (pairs - tied - 2 * opposite) / pairs;
}

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Pairs of which the first is larger than the second, counted while merging. Empties nothing of the caller's. */
function countInversions(values: readonly number[]): number {
  let from = Float64Array.from(values);
  let into = new Float64Array(values.length);
  let inversions = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        if (left < middle && (right >= end || from[left] <= from[right])) into[at] = from[left++];
        else {
          inversions += middle - left;
          into[at] = from[right++];
        }
      }
    }
    [from, into] = [into, from];
  }
  return inversions;
}
