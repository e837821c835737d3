/** Whose ranking the distractors of a haystack come from. */
import type { SearchMode } from '../../contract/search.ts';
import { MAX_RERANK_DEPTH } from '../../limits.ts';
import type { Searcher } from '../../retrieval/searcher.ts';
import { Draws } from '../perturb/draws.ts';

export const RETRIEVERS = ['bm25', 'dense', 'hybrid', 'graph', 'random'] as const;
export type RetrieverName = (typeof RETRIEVERS)[number];

export interface Asked {
  readonly topic: string;
  readonly query: string;
  /** How many documents, 1 … */
  readonly depth: number;
  readonly seed: number;
}

/**
 * The numbers of documents, best first. `graph` is the usual ranking of the index, of which the first 2,560 are reranked by links; `random` is drawn.
 *
 * @throws StillwebError MODE_UNAVAILABLE
 */
export async function rankDocuments(searcher: Searcher, name: RetrieverName, asked: Asked): Promise<number[]> {
  const { query, depth: k } = asked;
  if (name === 'random') return drawDocuments(searcher.view.passages.documents, asked);
  const how =
    name === 'graph'
      ? { rerank: 'graph', rerankDepth: Math.min(k, MAX_RERANK_DEPTH) }
      : { mode: name satisfies SearchMode };
  const ranking = await searcher.rank(query, { k, syntax: 'plain', ...how });
  return ranking.map(({ document }) => document);
}

/** Each document at the most once (Fisher and Yates, of which only the cards that were touched are kept). */
function drawDocuments(documents: number, { topic, depth, seed }: Asked): number[] {
  const draws = new Draws(String(seed));
  const moved = new Map<number, number>();
  return Array.from({ length: Math.min(depth, documents) }, (_, i) => {
    const from = i + draws.below(documents - i, 'random', topic, i);
    const drawn = moved.get(from) ?? from;
    moved.set(from, moved.get(i) ?? i);
    return drawn;
  });
}
