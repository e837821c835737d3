/** What the legs of a search gave to its hits, short enough to be noted of every answer. */
import type { Place, RankedHit } from '../retrieval/legs.ts';

/**
 * Of one query. Each is a text, `RANK:SCORE` for each hit in the order of their ranks, with spaces between, and `-` for a hit that it did
 * not find or was not given: a text costs the thread of the door a fifth of what lists of numbers do. What took no part is absent.
 */
export interface NotedLegs {
  readonly bm25?: string;
  readonly dense?: string;
  /** The joined and folded list, in front of a reranker, and what that made of it. */
  readonly before?: string;
  readonly rerank?: string;
}

const NOT_FOUND = '-';

const PLACES: readonly (readonly [leg: keyof NotedLegs, placeOf: (hit: RankedHit) => Place | undefined])[] = [
  ['bm25', ({ lexical }) => lexical],
  ['dense', ({ dense }) => dense],
  ['before', ({ reranking }) => reranking?.before],
  ['rerank', ({ reranking }) => reranking?.after],
];

export function noteLegs(hits: readonly RankedHit[]): NotedLegs {
  const noted: { -readonly [Leg in keyof NotedLegs]: string } = {};
  for (const [leg, placeOf] of PLACES) {
    let text = '';
    let isAsked = false;
    for (const hit of hits) {
      const place = placeOf(hit);
      if (place !== undefined) isAsked = true;
      text += `${text === '' ? '' : ' '}${place === undefined ? NOT_FOUND : `${place.rank}:${place.score}`}`;
    }
    if (isAsked) noted[leg] = text;
  }
  return noted;
}

/** The places in one of these texts, by hits; undefined where it was not found. */
export function readPlaces(noted: string | undefined): readonly (Place | undefined)[] {
  if (noted === undefined) return [];
  return noted.split(' ').map((told) => {
    const [rank, score] = told.split(':').map(Number);
    return told === NOT_FOUND ? undefined : { rank, score };
  });
}
