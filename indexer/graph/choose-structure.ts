import type { Engine } from '../../src/retrieval/engine.ts';
import { fitsCells } from '../../src/wasm/vector-memory.ts';
import type { GraphChoice } from './graph-choice.ts';

/** With more passages the exact scan of 256 dimensions takes over 2 ms (docs/decisions/018-hnsw.md). Cells are then faster than graphs, and cheaper to build (063). */
const AUTO_PASSAGES = 200_000;

export type NearestStructure = 'cells' | 'graph';

/** What a build adds to the vectors; null for nothing. Vectors that codes do not fit get a graph. */
export function chooseStructure(
  choice: GraphChoice,
  { takesGraphs }: Pick<Engine, 'takesGraphs'>,
  passages: number,
  dimensions: number,
): NearestStructure | null {
  if (!takesGraphs || choice === 'off' || (choice === 'auto' && passages <= AUTO_PASSAGES)) return null;
  return choice !== 'on' && fitsCells(dimensions) ? 'cells' : 'graph';
}
