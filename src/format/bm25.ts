import { RANKING_NAMES, type RankingName } from '../contract/ranking-name.ts';

/** The formulas of BM25 that an index can be built with, as its manifest names them. */

export interface Bm25Description {
  readonly k1: number;
  readonly b: number;
  /** The title as a field of its own (BM25F). Absent: title and text are one field. */
  readonly title?: {
    /** What an occurrence in the title counts, in occurrences in the text. */
    readonly weight: number;
    readonly b: number;
  };
  /** What impacts in the first passage of a document are multiplied by: numerator and denominator. Absent: 1. */
  readonly lead?: readonly [number, number];
}

/** As Lucene and Anserini rank. */
export const PLAIN_BM25: Bm25Description = { k1: 0.9, b: 0.4 };

/** @see Robertson, Zaragoza, Taylor, "Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004 */
export const FIELDED_BM25: Bm25Description = { k1: 1.2, b: 0.5, title: { weight: 5, b: 0.75 }, lead: [17, 16] };

/** Grow when the same files would be ranked in another way. The breaking change of this project. */
export const RANKING_VERSIONS: Readonly<Record<RankingName, number>> = { bm25: 1, standard: 2, impacts: 3 };

/** Null where impacts are given and not computed. */
export function bm25Of(ranking: Exclude<RankingName, 'impacts'>): Bm25Description;
export function bm25Of(ranking: RankingName): Bm25Description | null;
export function bm25Of(ranking: RankingName): Bm25Description | null {
  if (ranking === 'impacts') return null;
  return ranking === 'bm25' ? PLAIN_BM25 : FIELDED_BM25;
}

/** @param version a ranking version that `decodeManifest` takes */
export function rankingNameOf(version: number): RankingName {
  return RANKING_NAMES.find((name) => RANKING_VERSIONS[name] === version) ?? 'standard';
}
