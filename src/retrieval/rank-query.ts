import type { QueryTerm } from '../analysis/parsed-query.ts';
import type { Correction, SearchMode } from '../contract/search.ts';
import { rankingNameOf } from '../format/bm25.ts';
import { foldDuplicates, nameDuplicates } from './collapse.ts';
import type { Corrector } from './corrector.ts';
import { denseShareOf, thousandthsOf } from './coverage.ts';
import { type Fold, KEEP_ALL, type RankedHit, rankFused, rankOneLeg } from './legs.ts';
import type { LegOptions, Ranker } from './ranker.ts';
import type { ReadQuery } from './read-query.ts';
import type { RankRequest, ReadSearch } from './read-search.ts';
import { rerankHits } from './reranking.ts';
import { resolveQuery } from './resolve-query.ts';
import type { RetrieverQuery } from './retriever.ts';

/** The hits of the page that is asked for, and what is said beside them. */
export interface RankedQuery {
  readonly hits: readonly RankedHit[];
  /** As they were scored. */
  readonly terms: readonly QueryTerm[];
  readonly corrections: readonly Correction[];
  /** In thousandths; null where it was not asked for. */
  readonly coverage: number | null;
}

export interface RankQueryOptions {
  /** Of the ranker. */
  readonly corrector: Corrector;
  /** Whether coverage is wanted. */
  readonly measures: boolean;
  /** Called between pieces of work; throws to give up. */
  readonly checkpoint?: () => void;
}

/** One query of a search, from its terms and its vector to the hits of the page: resolve → admit → legs → fuse → fold → rerank. */
export async function rankQuery(
  ranker: Ranker,
  search: ReadSearch<RankRequest>,
  query: ReadQuery,
  { corrector, measures, checkpoint }: RankQueryOptions,
): Promise<RankedQuery> {
  const { request, mode, depth, reranker, rerankDepth } = search;
  const { offset, k, unit, filter, exact, collapse, denseShare, minCoverage, minScore } = request;
  const { parsed, vector, floats } = query;
  const { fusion } = ranker.manifest;
  const isMeasured = measures || minCoverage !== undefined;
  const followsCoverage = mode === 'hybrid' && denseShare === undefined && fusion.uncoveredWeight !== undefined;
  const isFuzzy = mode !== 'dense' && request.fuzzy !== false && rankingNameOf(ranker.manifest.ranking) === 'standard';
  const { terms, corrections, asked, askedBound, bound } = await resolveQuery(ranker, parsed, {
    corrector: isFuzzy ? corrector : null,
    weighsRequestWords: search.weighsRequestWords,
    needsBound: isMeasured || followsCoverage,
  });
  const accept = await ranker.admit(parsed, filter);
  const options = { depth, unit, accept, isExact: exact === true, checkpoint };
  // What was searched instead does not cover what was asked for, and the leg dense has no score of terms.
  const isApart = isMeasured && (corrections.length > 0 || mode === 'dense');
  const topApart = isApart ? await bestScore(ranker, asked, options) : null;
  // The share follows what is searched: where a slip was mended, words are as good a guide as if they had been typed well.
  const shareFor = (top: number): number => denseShare ?? denseShareOf(fusion, { top, bound });
  const likeness = collapse === 'identical' ? 'identical' : 'near';
  const fold = collapse === false ? KEEP_ALL : foldDuplicates(ranker, unit, likeness);
  const found = await rankLegs(ranker, mode, { terms, vector, floats }, options, fold, shareFor);
  const coverage = isMeasured ? thousandthsOf({ top: topApart ?? found.top ?? 0, bound: askedBound }) : null;
  const said = { terms, corrections, coverage };
  // Thousandths were made a fraction where the request was checked: the way back is exact.
  if (coverage !== null && minCoverage !== undefined && coverage < Math.round(minCoverage * 1000)) {
    return { ...said, hits: [] };
  }
  const scored = { ...query, parsed: { ...parsed, terms } };
  const ranked = await rerankHits(reranker, ranker, scored, found.hits, {
    accept,
    depth: rerankDepth,
    fold,
    checkpoint: checkpoint ?? (() => {}),
  });
  const kept = minScore === undefined ? ranked : beforeLower(ranked, minScore);
  const hits = offset === 0 && kept.length <= k ? kept : kept.slice(offset, offset + k);
  if (collapse === false) return { ...said, hits };
  return { ...said, hits: await nameDuplicates(ranker, { unit, accept, likeness }, hits) };
}

async function rankLegs(
  ranker: Ranker,
  mode: SearchMode,
  query: RetrieverQuery,
  options: LegOptions<unknown>,
  fold: Fold,
  shareFor: (top: number) => number,
): Promise<{ readonly hits: readonly RankedHit[]; readonly top: number | null }> {
  return mode === 'hybrid'
    ? await rankFused(ranker, query, options, fold, shareFor)
    : await rankOneLeg(ranker, mode, query, options, fold);
}

/** That of the best passage that is admitted; 0 where there is none. */
async function bestScore(ranker: Ranker, terms: readonly QueryTerm[], options: LegOptions<unknown>): Promise<number> {
  if (terms.length === 0) return 0;
  const { scores } = await ranker.retrieve('bm25', { terms, vector: null }, { ...options, depth: 1 });
  return scores.length === 0 ? 0 : scores[0];
}

/** The hits before the first one of a lower score: so no page depends on what stands behind it. */
function beforeLower(hits: readonly RankedHit[], minScore: number): readonly RankedHit[] {
  const end = hits.findIndex(({ score }) => score < minScore);
  return end < 0 ? hits : hits.slice(0, end);
}
