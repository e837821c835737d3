/** What the legs of a search gave to its hits, short enough to be noted of every answer. */
import type { Place, RankedHit } from '../retrieval/legs.ts';

/** Rank, from 1, and score; null for a hit that it did not find, or was not given. */
export type NotedPlace = readonly [rank: number, score: number] | null;

/** Of one query, by hits in the order of their ranks. What took no part is absent, and of no hit everything is. */
export interface NotedLegs {
  readonly bm25?: readonly NotedPlace[];
  readonly dense?: readonly NotedPlace[];
  /** The joined and folded list, in front of a reranker, and what that made of it. */
  readonly before?: readonly NotedPlace[];
  readonly rerank?: readonly NotedPlace[];
}

const PLACES: Readonly<Record<keyof NotedLegs, (hit: RankedHit) => Place | undefined>> = {
  bm25: ({ lexical }) => lexical,
  dense: ({ dense }) => dense,
  before: ({ reranking }) => reranking?.before,
  rerank: ({ reranking }) => reranking?.after,
};

export function notedLegs(hits: readonly RankedHit[]): NotedLegs {
  const noted: Partial<Record<keyof NotedLegs, NotedPlace[]>> = {};
  for (const [leg, placeOf] of Object.entries(PLACES) as [keyof NotedLegs, (hit: RankedHit) => Place | undefined][]) {
    const places = hits.map((hit): NotedPlace => {
      const place = placeOf(hit);
      return place === undefined ? null : [place.rank, place.score];
    });
    if (places.some((place) => place !== null)) noted[leg] = places;
  }
  return noted;
}
