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
  const fused = new Map<number, { lexical: number; dense: number }>();
  const lexicalWeight = 100 - fusion.denseWeight;
  for (const [i, share] of normalise(lexical).entries()) {
    fused.set(lexical.items[i], { lexical: share * lexicalWeight, dense: 0 });
  }
  for (const [i, share] of normalise(dense).entries()) {
    const known = fused.get(dense.items[i]);
    if (known === undefined) fused.set(dense.items[i], { lexical: 0, dense: share * fusion.denseWeight });
    else known.dense = share * fusion.denseWeight;
  }
  const hits = Array.from(fused, ([item, shares]) => ({ item, score: shares.lexical + shares.dense, ...shares }));
  return hits.sort((a, b) => b.score - a.score || a.item - b.item);
}

function minmax({ scores }: Leg): number[] {
  const first = scores.subarray(0, MINMAX_RANKS);
  const high = Math.max(...first);
  const low = Math.min(...first);
  if (high === low) return Array.from(scores, (score) => (score < low ? 0 : ONE));
  return Array.from(scores, (score, i) => (i < MINMAX_RANKS ? Math.floor(((score - low) * ONE) / (high - low)) : 0));
}

function reciprocal({ scores }: Leg): number[] {
  return Array.from(scores, (_, i) => reciprocalOf(i + 1));
}

/** What a place in a list adds to a fused score. @param rank from 1 */
export function reciprocalOf(rank: number): number {
  return Math.floor(RECIPROCAL_ONE / (RECIPROCAL_K + rank));
}
