/**
 * The numbers of ranking by links: a random walk that starts at hits, and starts there again at every other step (personalised
 * PageRank; Haveliwala, "Topic-Sensitive PageRank", 2002). All of it is whole numbers, and no product reaches 2^53, so every
 * floor is exact and the order of sums cannot matter.
 */

/** What all starting points share. */
export const WALK_MASS = 2 ** 28;
/** Steps of the walk. Behind them 1/256 of the mass is on its way for the first time. */
export const WALK_STEPS = 8;
/** What a document weighs that is no hit; the best hit weighs 65,537. */
export const BARE_WEIGHT = 1024;

/** Places 0 … S − 1 are those of the starting points, in any order; what they link to, or what links to them, has those behind. */
export interface WalkedGraph {
  /** Of each starting point, 1 … 65,537. */
  readonly weights: readonly number[];
  /** Of all places. */
  readonly size: number;
  /** The links: each from a place to a place, walked one way. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/**
 * The mass that comes along links to each place at the last step, 0 … WALK_MASS.
 *
 * A walker at a place stays in the walk with half of its mass, which it shares among the places that its links lead to, by their
 * weights. The other half starts again: of it, and of all that was lost to rounding, no account is kept, since each starting point
 * gets half of its own mass at every step.
 */
export function walkLinks({ weights, size, from, to }: WalkedGraph): Float64Array {
  const pulls = new Float64Array(size).fill(BARE_WEIGHT);
  let total = 0;
  for (const [place, weight] of weights.entries()) {
    pulls[place] += weight;
    total += weight;
  }
  const pullsFrom = new Float64Array(size);
  for (let link = 0; link < from.length; link++) pullsFrom[from[link]] += pulls[to[link]];
  const starts = weights.map((weight) => Math.floor((weight * WALK_MASS) / total));
  let mass = new Float64Array(size);
  for (const [place, start] of starts.entries()) mass[place] = start;
  for (let step = 1; ; step++) {
    const arrived = new Float64Array(size);
    for (let link = 0; link < from.length; link++) {
      const source = from[link];
      arrived[to[link]] += Math.floor((Math.floor(mass[source] / 2) * pulls[to[link]]) / pullsFrom[source]);
    }
    if (step === WALK_STEPS) return arrived;
    mass = arrived.slice();
    for (const [place, start] of starts.entries()) mass[place] += Math.floor(start / 2);
  }
}
