import type { Engine } from '../../src/retrieval/engine.ts';

/** Whether an index gets graphs of its vectors: `auto` decides by their number. */
export const GRAPH_CHOICES = ['auto', 'on', 'off'] as const;
export type GraphChoice = (typeof GRAPH_CHOICES)[number];

/** With more passages the exact scan of 256 dimensions takes over 2 ms (docs/decisions/018-hnsw.md). */
const AUTO_PASSAGES = 200_000;

export function wantsGraph(
  choice: GraphChoice,
  { takesGraphs }: Pick<Engine, 'takesGraphs'>,
  passages: number,
): boolean {
  if (!takesGraphs) return false;
  return choice === 'on' || (choice === 'auto' && passages > AUTO_PASSAGES);
}
