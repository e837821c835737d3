import type { FusionDefault } from '../contract/encoder-description.ts';
import type { PassageTable } from '../format/passages.ts';
import { type FusedHit, fuse, type Leg, MINMAX_RANKS } from './fusion.ts';
import type { Ranking, RetrieveOptions, Retriever, RetrieverQuery } from './retriever.ts';

/** Runs the legs of a search and joins them. */

/** One ranked hit: the passage that stands for it, and what each leg said. */
export interface RankedHit {
  readonly passage: number;
  readonly score: number;
  /** Rank (from 1) and score in each leg; absent when the leg did not return it. */
  readonly lexical?: LegPlace;
  readonly dense?: LegPlace;
}

export interface LegPlace {
  readonly rank: number;
  readonly score: number;
}

export function rankOneLeg(retriever: Retriever, query: RetrieverQuery, options: RetrieveOptions): RankedHit[] {
  const ranking = retriever.retrieve(query, options);
  return Array.from(ranking.passages, (passage, i) => {
    const place = { rank: i + 1, score: ranking.scores[i] };
    return { passage, score: place.score, ...(retriever.leg === 'bm25' ? { lexical: place } : { dense: place }) };
  });
}

export interface FusedLegs {
  readonly lexical: Retriever;
  readonly dense: Retriever;
  readonly fusion: FusionDefault & { readonly depth: number };
  readonly passages: Pick<PassageTable, 'document'>;
}

/**
 * The first `wanted` hits of the fused list, which itself never depends on `wanted`: both legs are cut at the index's
 * fixed depth. With min-max a hit below the hundredth of each leg scores zero, so while enough hits score more than that
 * the first hundred of each leg give the same answer, and only they are asked for.
 */
export function rankFused(
  legs: FusedLegs,
  query: RetrieverQuery,
  options: RetrieveOptions,
  wanted: number,
): RankedHit[] {
  const { depth } = legs.fusion;
  const firstDepth = fusedDepth(legs.fusion, wanted);
  if (firstDepth < depth) {
    const shallow = runLegs(legs, query, { ...options, depth: firstDepth });
    const isDistinct = !hasFlatTop(shallow.lexical) && !hasFlatTop(shallow.dense);
    const hits = joinLegs(legs, shallow, options.unit);
    if (isDistinct && hits.filter((hit) => hit.score > 0).length >= wanted) return hits.slice(0, wanted);
  }
  return joinLegs(legs, runLegs(legs, query, { ...options, depth }), options.unit).slice(0, wanted);
}

/** The depth at which both legs are asked first. */
export function fusedDepth({ method, depth }: FusedLegs['fusion'], wanted: number): number {
  return method === 'minmax' && depth > MINMAX_RANKS && wanted < MINMAX_RANKS ? MINMAX_RANKS : depth;
}

interface Rankings {
  readonly lexical: Ranking;
  readonly dense: Ranking;
}

function runLegs(legs: FusedLegs, query: RetrieverQuery, options: RetrieveOptions): Rankings {
  return { lexical: legs.lexical.retrieve(query, options), dense: legs.dense.retrieve(query, options) };
}

/** Whether the first hundred scores are all equal: then ties beyond them count as much as they do. */
function hasFlatTop({ scores }: Ranking): boolean {
  return scores.length >= MINMAX_RANKS && scores.subarray(0, MINMAX_RANKS).every((score) => score === scores[0]);
}

function joinLegs(legs: FusedLegs, rankings: Rankings, unit: RetrieveOptions['unit']): RankedHit[] {
  const itemOf = (passage: number) => (unit === 'document' ? legs.passages.document[passage] : passage);
  const toLeg = (ranking: Ranking): Leg => ({ items: ranking.passages.map(itemOf), scores: ranking.scores });
  const placesOf = (ranking: Ranking) =>
    new Map(
      Array.from(ranking.passages, (passage, i) => [
        itemOf(passage),
        { passage, rank: i + 1, score: ranking.scores[i] },
      ]),
    );
  const lexical = placesOf(rankings.lexical);
  const dense = placesOf(rankings.dense);
  return fuse(toLeg(rankings.lexical), toLeg(rankings.dense), legs.fusion).map((hit: FusedHit): RankedHit => {
    const inLexical = lexical.get(hit.item);
    const inDense = dense.get(hit.item);
    // The passage of the leg that gave more of the score; BM25's when they gave the same.
    const isLexical = inLexical !== undefined && (inDense === undefined || hit.lexical >= hit.dense);
    const { passage } = (isLexical ? inLexical : inDense) as { passage: number };
    return {
      passage,
      score: hit.score,
      ...(inLexical === undefined ? {} : { lexical: { rank: inLexical.rank, score: inLexical.score } }),
      ...(inDense === undefined ? {} : { dense: { rank: inDense.rank, score: inDense.score } }),
    };
  });
}
