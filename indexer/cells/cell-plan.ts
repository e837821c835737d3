import { MAX_CELLS } from '../../src/kernel/cell-search.ts';
import { planGraph } from '../../src/kernel/graph-plan.ts';

/** What is known of the cells of a shard before a vector is read: how many there are, and from which vectors they are learned. */

/** Cells for the square root of the number of passages: 2,424 for 194,451. */
const CELLS_PER_ROOT = 5.5;
/** Vectors of the sample: so many for each cell, and no fewer than these. */
const SAMPLE_PER_CELL = 30;
const LEAST_SAMPLE = 200_000;

export interface CellPlan {
  /** An even number, as the kernel reads two at a time. */
  readonly cells: number;
  /** Numbers of the vectors that centres are learned from, in the order of one hash: neighbours are alike. */
  readonly sample: Uint32Array;
}

/** @param passages 1 … 2^20 */
export function planCells(passages: number): CellPlan {
  const cells = Math.min(MAX_CELLS, 2 * Math.max(1, Math.floor((Math.sqrt(passages) * CELLS_PER_ROOT) / 2)));
  const { numbers } = planGraph(passages);
  return { cells, sample: numbers.slice(0, Math.max(LEAST_SAMPLE, cells * SAMPLE_PER_CELL)) };
}
