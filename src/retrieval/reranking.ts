import { type Fold, type Place, passagesOf, type RankedHit } from './legs.ts';
import type { LegOptions, Ranker } from './ranker.ts';
import type { ReadQuery } from './read-query.ts';
import type { BroughtDocument, Candidate, CandidateText, FollowedLinks, ReadTexts, Reranker } from './reranker.ts';

/** What the stage knows of the search that it is a part of. */
export interface RerankOptions<Admission> extends Pick<LegOptions<Admission>, 'accept'> {
  /** How many of the first hits the reranker is given. */
  readonly depth: number;
  readonly fold: Fold;
  readonly checkpoint: () => void;
}

/**
 * The stage behind fusion: the first hits, and what the reranker brings, stand in the order of their new scores, equal ones as
 * before. Those behind them keep their order; their scores go down by one each from the lowest new one, so that scores still tell
 * the order.
 *
 * @param fused at least the first `depth` hits of the fused list, if it has so many
 */
export async function rerankHits<Admission>(
  reranker: Reranker,
  ranker: Ranker<Admission>,
  query: ReadQuery,
  fused: readonly RankedHit[],
  { accept, depth, fold, checkpoint }: RerankOptions<Admission>,
): Promise<readonly RankedHit[]> {
  if (depth === 0 || fused.length === 0) return fused;
  const head = fused.slice(0, depth);
  const documents = await ranker.documentsOf(passagesOf(head));
  const candidates = head.map(
    ({ passage, score }, i): Candidate => ({ rank: i + 1, score, passage, document: documents[i] }),
  );
  const readSome: ReadTexts = (some) => readTexts(ranker, some);
  const answer = await reranker.rerank(query, candidates, readSome, checkpoint, linksOf(ranker, accept), depth);
  const { scores, brought } = 'scores' in answer ? answer : { scores: answer, brought: [] };
  if (scores.length !== head.length || ![...scores, ...brought.map(({ score }) => score)].every(Number.isSafeInteger)) {
    throw new TypeError(`reranker ${reranker.name} gave no safe integer for each of ${head.length} candidates`);
  }
  const found = new Map(head.map((hit, i): [RankedHit, number] => [hit, scores[i]]));
  for (const { passage, score } of [...brought].sort((a, b) => a.document - b.document)) {
    found.set({ passage, score }, score);
  }
  const order = [...found].sort((a, b) => b[1] - a[1]).map(([hit]) => hit);
  const behind = fused.slice(head.length);
  if (brought.length === 0) return describeMoves(reranker.name, fused, found, [...order, ...behind]);
  const joined = [...order, ...(await withoutBrought(ranker, behind, brought))];
  return describeMoves(reranker.name, fused, found, await fold(joined));
}

/** A brought document stands where it was brought to, and nowhere else. */
async function withoutBrought(
  ranker: Ranker,
  hits: readonly RankedHit[],
  brought: readonly BroughtDocument[],
): Promise<readonly RankedHit[]> {
  const documents = await ranker.documentsOf(passagesOf(hits));
  const there = new Set(brought.map(({ document }) => document));
  return hits.filter((_, i) => !there.has(documents[i]));
}

/** @param found the hits with a new score, each in the order of the list before any other */
function describeMoves(
  by: string,
  fused: readonly RankedHit[],
  found: ReadonlyMap<RankedHit, number>,
  hits: readonly RankedHit[],
): readonly RankedHit[] {
  const places = new Map(fused.map((hit, i): [RankedHit, Place] => [hit, { rank: i + 1, score: hit.score }]));
  let lowest = 0;
  return hits.map((hit, i) => {
    const given = found.get(hit);
    const score = given ?? lowest - 1;
    lowest = score;
    const before = places.get(hit);
    const after = given === undefined ? undefined : { rank: i + 1, score };
    return { ...hit, score, reranking: { reranker: by, ...(before && { before }), ...(after && { after }) } };
  });
}

function linksOf<Admission>({ links }: Ranker<Admission>, accept: Admission | null): FollowedLinks | null {
  if (links === undefined) return null;
  return {
    neighboursOf: async (documents, limit) => links.neighboursOf(documents, limit),
    leadsOf: async (documents) => links.leadsOf(documents, accept),
  };
}

const readTexts = async (ranker: Ranker, candidates: readonly Candidate[]): ReturnType<ReadTexts> => {
  const passages = candidates.map(({ passage }) => passage);
  const show = await ranker.show(passages, 'texts');
  return passages.map((passage): CandidateText => {
    const { document, number, start, end } = show(passage);
    const { id, url, title, text } = document;
    return { id, url, title, number, text: text.slice(start, end) };
  });
};
