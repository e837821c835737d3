/** Which leg of a search moved first: what each gave to documents then, beside what it gives now. */
import type { LegExplanation } from '../../contract/search.ts';
import { type NotedLegs, readPlaces } from '../../serving/noted-legs.ts';
import type { AnswerNotes } from '../../serving/written-answer.ts';

/** By the ids of documents. */
export type LegsById = Readonly<Record<string, readonly LegExplanation[]>>;

/**
 * In the order in which a search asks them. `fusion`: the legs gave the same to the documents, and the joined list has them otherwise, as
 * where the share of the leg dense is another. `folding`: so does a leg that was asked alone, so what stands before them in one text is other.
 */
export type MovedLeg = 'bm25' | 'dense' | 'fusion' | 'folding' | 'rerank';

/** In a sentence: `first moved: the leg dense`. */
export const MOVED_LEG_NAMES: Readonly<Record<MovedLeg, string>> = {
  bm25: 'the leg bm25',
  dense: 'the leg dense',
  fusion: 'the fusion of the legs',
  folding: 'the folding of equal texts',
  rerank: 'the reranker',
};

/** What was noted of the hits of a query, or of all, when the answer was recorded; null of one that was recorded without. */
export function legsNoted(notes: AnswerNotes | undefined, query: number | null): LegsById | null {
  const { hits = [], legs } = notes ?? {};
  if (legs === undefined) return null;
  const found: Record<string, readonly LegExplanation[]> = {};
  for (const [asked, ids] of hits.entries()) {
    if (query !== null && asked !== query) continue;
    const told = explained(legs[asked] ?? {});
    for (const [hit, id] of ids.entries()) found[id] ??= told(hit);
  }
  return found;
}

/** By the places of hits. */
function explained(legs: NotedLegs): (hit: number) => LegExplanation[] {
  const [bm25, dense, before, rerank] = [legs.bm25, legs.dense, legs.before, legs.rerank].map(readPlaces);
  return (hit) => [
    ...(legs.bm25 === undefined ? [] : [{ leg: 'bm25' as const, ...bm25[hit] }]),
    ...(legs.dense === undefined ? [] : [{ leg: 'dense' as const, ...dense[hit] }]),
    ...(legs.before === undefined && legs.rerank === undefined
      ? []
      : [{ leg: 'rerank' as const, ...rerank[hit], ...(before[hit] && { before: before[hit] }) }]),
  ];
}

/**
 * Of documents that both answers tell of: the first leg that gave one of them another rank or score.
 *
 * @param hasMoved whether the answers have hits at other ranks
 * @returns null where no document is told of by both, or nothing moved
 */
export function firstMovedLeg(was: LegsById, is: LegsById, hasMoved: boolean): MovedLeg | null {
  const both = Object.keys(is).filter((id) => was[id] !== undefined);
  if (both.length === 0) return null;
  const legs = (['bm25', 'dense'] as const).filter((leg) => both.some((id) => has(was[id], leg) || has(is[id], leg)));
  for (const leg of legs) {
    if (both.some((id) => !isSame(find(was[id], leg), find(is[id], leg)))) return leg;
  }
  const joined: MovedLeg = legs.length > 1 ? 'fusion' : 'folding';
  const isReranked = both.some((id) => has(was[id], 'rerank') || has(is[id], 'rerank'));
  if (!isReranked) return hasMoved ? joined : null;
  if (both.some((id) => !isSame(find(was[id], 'rerank')?.before, find(is[id], 'rerank')?.before))) return joined;
  if (both.some((id) => !isSame(find(was[id], 'rerank'), find(is[id], 'rerank')))) return 'rerank';
  return null;
}

function find(legs: readonly LegExplanation[], name: LegExplanation['leg']): LegExplanation | undefined {
  return legs.find(({ leg }) => leg === name);
}

function has(legs: readonly LegExplanation[], name: LegExplanation['leg']): boolean {
  return find(legs, name) !== undefined;
}

type Told = { readonly rank?: number; readonly score?: number } | undefined;

function isSame(left: Told, right: Told): boolean {
  return left?.rank === right?.rank && left?.score === right?.score;
}
