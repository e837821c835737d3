/** Which leg of a search moved first: what each gave to documents then, beside what it gives now. What is not certain is not told. */
import type { LegExplanation } from '../../contract/search.ts';
import { MINMAX_RANKS } from '../../retrieval/fusion.ts';
import type { Place } from '../../retrieval/legs.ts';
import { type NotedLegs, readPlaces } from '../../serving/noted-legs.ts';
import type { AnswerNotes } from '../../serving/written-answer.ts';

/** By the ids of documents. */
export type LegsById = Readonly<Record<string, readonly LegExplanation[]>>;

/**
 * In the order in which a search asks them. `fusion`: the legs gave the same to the hits, and the joined list has them otherwise, as where
 * the share of the leg dense is another, or a document behind them. `folding`: so does a leg that was asked alone, so what stands before
 * them in one text is other.
 */
export type MovedLeg = 'bm25' | 'dense' | 'fusion' | 'folding' | 'rerank';

/** In a sentence: `first moved: the leg dense`. */
export const MOVED_LEG_NAMES: Readonly<Record<MovedLeg, string>> = {
  bm25: 'the leg bm25',
  dense: 'the leg dense',
  fusion: 'the joined list, for the legs gave its hits the same',
  folding: 'the folding of equal texts',
  rerank: 'the reranker',
};

/** What was noted of the hits of each query when the answer was recorded; null of one that was recorded without. */
export function legsNoted({ hits = [], legs }: AnswerNotes = {}): readonly LegsById[] | null {
  if (legs === undefined) return null;
  return hits.map((ids, query) => {
    const told = explained(legs[query] ?? {});
    return Object.fromEntries(ids.map((id, hit) => [id, told(hit)]));
  });
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

/** Of a document and a leg in two answers. `unknown`: one of them does not tell, or the leg may not have been asked so deep. */
type Comparison = 'same' | 'moved' | 'unknown';

/** Ranks and scores in one answer, and in another; each is there where the two can be compared. */
export interface LegMove {
  readonly leg: LegExplanation['leg'];
  readonly was: Place | null;
  readonly is: Place | null;
}

/**
 * What the legs gave to one document otherwise than before, in the order of the legs: only what is certain. A leg that gave it no place
 * may have had one behind those that it was asked for.
 */
export function legMoves(was: LegsById, is: LegsById, id: string): LegMove[] {
  return LEGS.flatMap((leg) => {
    if (compareLeg(was, is, id, leg) !== 'moved') return [];
    return [{ leg, was: placeIn(was, id, leg), is: placeIn(is, id, leg) }];
  });
}

/**
 * The first leg that gave a document another rank or score, and the first such document.
 *
 * @param ids the hits of both answers
 * @param hasMoved whether the answers have hits at other ranks
 * @returns null where nothing moved, or where that cannot be told: what one answer is silent about may have moved before all else
 */
export function firstMove(
  was: LegsById,
  is: LegsById,
  ids: readonly string[],
  hasMoved: boolean,
): { readonly leg: MovedLeg; readonly id?: string } | null {
  const compared = (compare: (id: string) => Comparison): Comparison | { readonly id: string } => {
    const all = ids.map(compare);
    const first = all.indexOf('moved');
    if (first !== -1) return { id: ids[first] };
    return all.includes('unknown') ? 'unknown' : 'same';
  };
  for (const leg of ['bm25', 'dense'] as const) {
    const found = compared((id) => compareLeg(was, is, id, leg));
    if (typeof found === 'object') return { leg, ...found };
    if (found === 'unknown') return null;
  }
  const has = (leg: LegName): boolean => ids.some((id) => find(was, id, leg) ?? find(is, id, leg));
  const joined: MovedLeg = has('bm25') && has('dense') ? 'fusion' : 'folding';
  if (!has('rerank')) return hasMoved && ids.length > 0 ? { leg: joined } : null;
  const before = compared((id) =>
    comparePlaces(find(was, id, 'rerank')?.before ?? null, find(is, id, 'rerank')?.before ?? null),
  );
  if (typeof before === 'object') return { leg: joined, ...before };
  if (before === 'unknown') return null;
  const after = compared((id) => compareLeg(was, is, id, 'rerank'));
  return typeof after === 'object' ? { leg: 'rerank', ...after } : null;
}

const LEGS = ['bm25', 'dense', 'rerank'] as const;
type LegName = LegExplanation['leg'];

function compareLeg(was: LegsById, is: LegsById, id: string, leg: LegName): Comparison {
  if (!Object.hasOwn(was, id) || !Object.hasOwn(is, id)) return 'unknown';
  // A hit that came by links has no place in the legs, whatever they found.
  if (isLinked(was, id) || isLinked(is, id)) return 'unknown';
  const [before, now] = [placeIn(was, id, leg), placeIn(is, id, leg)];
  const compared = comparePlaces(before, now);
  if (compared !== 'unknown' || leg === 'rerank') return compared;
  // The other answer would have its place, had it stood there.
  const found = before ?? now;
  return found !== null && found.rank <= depthOf(before === null ? was : is, leg) ? 'moved' : 'unknown';
}

function comparePlaces(before: Place | null, now: Place | null): Comparison {
  if (before === null || now === null) return before === now ? 'same' : 'unknown';
  return before.rank === now.rank && before.score === now.score ? 'same' : 'moved';
}

/** How deep a leg was asked at the least, as its places tell: two legs are joined of so many of each. */
function depthOf(legs: LegsById, leg: LegName): number {
  const deepest = (name: LegName): number =>
    Object.keys(legs).reduce((most, id) => Math.max(most, placeIn(legs, id, name)?.rank ?? 0), 0);
  const [own, other] = [deepest(leg), deepest(leg === 'bm25' ? 'dense' : 'bm25')];
  return own > 0 && other > 0 ? Math.max(own, MINMAX_RANKS) : own;
}

function isLinked(legs: LegsById, id: string): boolean {
  const reranked = find(legs, id, 'rerank');
  return reranked !== undefined && reranked.before === undefined;
}

function find(legs: LegsById, id: string, name: LegName): LegExplanation | undefined {
  return legsOfDocument(legs, id).find(({ leg }) => leg === name);
}

/** A document may have any id, also that of a member which every object has. */
export function legsOfDocument(legs: LegsById | undefined, id: string): readonly LegExplanation[] {
  return legs !== undefined && Object.hasOwn(legs, id) ? legs[id] : [];
}

function placeIn(legs: LegsById, id: string, name: LegName): Place | null {
  const { rank, score } = find(legs, id, name) ?? {};
  return rank === undefined || score === undefined ? null : { rank, score };
}
