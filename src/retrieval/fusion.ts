import type { FusionDefault } from '../contract/encoder-description.ts';

/** Joins two rankings into one, in integers below 2^53, so that the order cannot depend on a machine. */

/**
 * One leg: items (documents or passages by number) in the order of their ranking, with integer scores. They descend, save
 * that behind the nearest of a graph one may stand that scores more.
 */
export interface Leg {
  readonly items: Uint32Array;
  readonly scores: Float64Array;
}

export interface FusedHit {
  readonly item: number;
  readonly score: number;
  /** Share of the score that each leg gave. */
  readonly lexical: number;
  readonly dense: number;
  /** Where it stands in each leg, from 0; −1 where it does not. */
  readonly lexicalAt: number;
  readonly denseAt: number;
}

/** Ranks that min-max normalisation looks at: the lowest score of the first hundred, and all below, count as zero. */
export const MINMAX_RANKS = 100;
/** Fixed point of a normalised score. */
const ONE = 2 ** 24;
/** Fixed point of a reciprocal rank: wide enough that only true ties are ties at ranks below 10,000. */
const RECIPROCAL_ONE = 2 ** 40;
/** @see Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009 */
const RECIPROCAL_K = 60;

/**
 * All items of both legs under the total order (fused score descending, item ascending).
 *
 * `minmax`: floor((score − low) × 2^24 / (high − low)), high = the highest of the leg's first hundred scores, low = the
 * lowest, and 0 behind them; where these are all equal each counts 2^24, and so do all that score as much. `rrf`:
 * floor(2^40 / (60 + rank)).
 * Fused = (100 − w) × lexical + w × dense.
 */
export function fuse(lexical: Leg, dense: Leg, fusion: FusionDefault): FusedHit[] {
  const normalise = fusion.method === 'minmax' ? minmax : reciprocal;
  const lexicalShares = normalise(lexical);
  const denseShares = normalise(dense);
  const lexicalWeight = 100 - fusion.denseWeight;
  // Loops, and one shape of object: what is convenient here takes as long as a step of a search.
  const hits: FusedHit[] = [];
  const places = new Map<number, number>();
  for (let at = 0; at < lexicalShares.length; at++) {
    const item = lexical.items[at];
    const share = lexicalShares[at] * lexicalWeight;
    places.set(item, at);
    hits.push({ item, score: share, lexical: share, dense: 0, lexicalAt: at, denseAt: -1 });
  }
  for (let at = 0; at < denseShares.length; at++) {
    const item = dense.items[at];
    const share = denseShares[at] * fusion.denseWeight;
    const lexicalAt = places.get(item) ?? -1;
    const given = lexicalAt < 0 ? 0 : hits[lexicalAt].lexical;
    const hit = { item, score: given + share, lexical: given, dense: share, lexicalAt, denseAt: at };
    if (lexicalAt < 0) hits.push(hit);
    else hits[lexicalAt] = hit;
  }
  return hits.sort((a, b) => b.score - a.score || a.item - b.item);
}

/** @returns a share for each score */
function minmax({ scores }: Leg): Float64Array {
  const shares = new Float64Array(scores.length);
  const ranks = Math.min(scores.length, MINMAX_RANKS);
  let high = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ranks; i++) {
    high = Math.max(high, scores[i]);
    low = Math.min(low, scores[i]);
  }
  if (high === low) {
    for (let i = 0; i < scores.length; i++) shares[i] = scores[i] < low ? 0 : ONE;
  } else {
    for (let i = 0; i < ranks; i++) shares[i] = Math.floor(((scores[i] - low) * ONE) / (high - low));
  }
  return shares;
}

function reciprocal({ scores }: Leg): Float64Array {
  const shares = new Float64Array(scores.length);
  for (let i = 0; i < shares.length; i++) shares[i] = reciprocalOf(i + 1);
  return shares;
}

/** What a place in a list adds to a fused score. @param rank from 1 */
export function reciprocalOf(rank: number): number {
  return Math.floor(RECIPROCAL_ONE / (RECIPROCAL_K + rank));
}
