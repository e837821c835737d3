import { type Place, passagesOf, type RankedHit } from './legs.ts';
import type { Ranker } from './ranker.ts';
import type { ReadQuery } from './read-search.ts';
import type { Candidate, CandidateText, ReadTexts, Reranker } from './reranker.ts';

/**
 * The stage behind fusion: the first hits stand in the order of their new scores, equal ones as before. Those behind them
 * keep their order; their scores go down by one each from the lowest new one, so that scores still tell the order.
 *
 * @param fused at least the first `depth` hits of the fused list, if it has so many
 */
export async function rerankHits(
  reranker: Reranker,
  ranker: Ranker,
  query: ReadQuery,
  fused: readonly RankedHit[],
  checkpoint: () => void,
): Promise<readonly RankedHit[]> {
  if (reranker.depth === 0 || fused.length === 0) return fused;
  const { name: by, depth } = reranker;
  const head = fused.slice(0, depth);
  const documents = await ranker.documentsOf(passagesOf(head));
  const candidates = head.map(
    ({ passage, score }, i): Candidate => ({ rank: i + 1, score, passage, document: documents[i] }),
  );
  const scores = await reranker.rerank(query, candidates, (some) => readTexts(ranker, some), checkpoint);
  if (scores.length !== head.length || !scores.every(Number.isSafeInteger)) {
    throw new TypeError(`reranker ${by} gave no safe integer for each of ${head.length} candidates`);
  }
  const order = [...head.keys()].sort((a, b) => scores[b] - scores[a] || a - b);
  const lowest = scores[order[order.length - 1]];
  const moved = (place: number, score: number, after?: Place): RankedHit => {
    const hit = fused[place];
    const before = { rank: place + 1, score: hit.score };
    return { ...hit, score, reranking: { reranker: by, before, ...(after && { after }) } };
  };
  return fused.map((_, i) => {
    if (i >= head.length) return moved(i, lowest - (i - head.length + 1));
    const score = scores[order[i]];
    return moved(order[i], score, { rank: i + 1, score });
  });
}

const readTexts = async (ranker: Ranker, candidates: readonly Candidate[]): ReturnType<ReadTexts> => {
  const passages = candidates.map(({ passage }) => passage);
  const show = await ranker.show(passages, 'texts');
  return passages.map((passage): CandidateText => {
    const { document, start, end } = show(passage);
    const { id, url, title, text } = document;
    return { id, url, title, text: text.slice(start, end) };
  });
};
