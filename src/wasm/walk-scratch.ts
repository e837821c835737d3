import { LOW_LINKS, MOST_CANDIDATES } from '../kernel/constants.ts';
import { MAX_EF } from '../kernel/graph-walk.ts';
import { SHARD_PASSAGES } from '../limits.ts';
import type { KernelExports } from './kernel-exports.ts';

/** Scratch of one walk through a graph, or of one thread that builds one: places in bytes from its beginning. */

/** Candidates of one choice of neighbours, and places behind them that are written to. */
const FRONTIER_PLACES = MOST_CANDIDATES + 16;
/** Neighbours chosen, and places behind them that are written to. */
const CHOSEN_PLACES = 2 * LOW_LINKS;
/** Keys of the beam, and places behind them that are written to. */
const BEAM_PLACES = MAX_EF + 8;

const FRONTIER_AT = 0;
const FRONTIER_SCORES_AT = FRONTIER_AT + FRONTIER_PLACES * 4;
export const CHOSEN_AT = FRONTIER_SCORES_AT + FRONTIER_PLACES * 4;
const TOUCHED_AT = CHOSEN_AT + CHOSEN_PLACES * 4;
const BEAM_AT = TOUCHED_AT + 64;
/** u32[MAX_EF] of the numbers found, and behind them i32[MAX_EF] of their scores. */
export const FOUND_AT = BEAM_AT + BEAM_PLACES * 8;
export const FOUND_SCORES_AT = FOUND_AT + MAX_EF * 4;
/** One bit a node. */
const VISITED_AT = FOUND_SCORES_AT + MAX_EF * 4;
export const WALK_SCRATCH_BYTES = VISITED_AT + SHARD_PASSAGES / 8 + 64;

/** Tells a kernel where its query and the scratch of its walks are. */
export function useWalkScratch(calls: KernelExports['hnsw'], queryAt: number, walkAt: number): void {
  calls.useScratch(
    queryAt,
    walkAt + FRONTIER_AT,
    walkAt + FRONTIER_SCORES_AT,
    walkAt + BEAM_AT,
    walkAt + VISITED_AT,
    walkAt + TOUCHED_AT,
  );
}
