import type { FusionDefault } from '../contract/encoder-description.ts';
import { fuse, type Leg, MINMAX_RANKS } from './fusion.ts';
import type { LegName, LegOptions, Ranker, TextDuplicates } from './ranker.ts';
import { retrieveDense } from './rescoring.ts';
import type { Ranking, RetrieverQuery } from './retriever.ts';

/** Runs the legs of a search and joins them. */

/** One ranked hit: the passage that stands for it, and what each stage said. */
export interface RankedHit {
  readonly passage: number;
  readonly score: number;
  /** Rank (from 1) and score in each leg; absent when the leg did not return it. */
  readonly lexical?: Place;
  readonly dense?: Place;
  /** Present where a reranker took part. */
  readonly reranking?: Reranking;
  /** Present where others that are admitted have the same text. */
  readonly duplicates?: TextDuplicates;
}

export interface Place {
  readonly rank: number;
  readonly score: number;
}

export interface Reranking {
  readonly reranker: string;
  /** In the list that was reranked; absent for a hit that came by links. */
  readonly before?: Place;
  /** Among those that the reranker was given; absent for a hit behind them. */
  readonly after?: Place;
}

/**
 * Leaves hits out of a list. The beginning of a list gives the beginning of what the whole list gives, so a list that is too
 * short behind it is asked for deeper.
 */
export type Fold = (hits: readonly RankedHit[]) => readonly RankedHit[] | Promise<readonly RankedHit[]>;

/** Folds nothing. */
export const KEEP_ALL: Fold = (hits) => hits;

/** A loop: `Uint32Array.from` takes as long as a step of a search. */
export function passagesOf(hits: readonly RankedHit[]): Uint32Array {
  const passages = new Uint32Array(hits.length);
  for (let i = 0; i < hits.length; i++) passages[i] = hits[i].passage;
  return passages;
}

/** How much deeper a leg is asked when too many of its hits were folded. Moves time only. */
const GROWTH = 4;

/** The first hits of the folded list of one leg. @param options its depth is that of the folded list */
export async function rankOneLeg<Admission>(
  ranker: Ranker<Admission>,
  leg: LegName,
  query: RetrieverQuery,
  options: LegOptions<Admission>,
  fold: Fold = KEEP_ALL,
): Promise<FoundLegs> {
  const wanted = options.depth;
  for (let depth = wanted; ; depth *= GROWTH) {
    const ranking = await retrieveLeg(ranker, leg, query, { ...options, depth });
    const hits = Array.from(ranking.passages, (passage, i): RankedHit => {
      const place = { rank: i + 1, score: ranking.scores[i] };
      return { passage, score: place.score, ...(leg === 'bm25' ? { lexical: place } : { dense: place }) };
    });
    const folded = await fold(hits);
    // A leg that gives less than it was asked for has no more.
    if (folded.length >= wanted || hits.length < depth) {
      return { hits: folded.slice(0, wanted), top: leg === 'bm25' ? topOf(ranking) : null };
    }
  }
}

function retrieveLeg<Admission>(
  ranker: Ranker<Admission>,
  leg: LegName,
  query: RetrieverQuery,
  options: LegOptions<Admission>,
): Ranking | Promise<Ranking> {
  return leg === 'dense' ? retrieveDense(ranker, query, options) : ranker.retrieve(leg, query, options);
}

function topOf({ scores }: Ranking): number {
  return scores.length === 0 ? 0 : scores[0];
}

/** What a leg or a fusion of legs found. */
export interface FoundLegs {
  readonly hits: readonly RankedHit[];
  /** The best score of the leg bm25: 0 where it found nothing, null where it was not asked. */
  readonly top: number | null;
}

/**
 * The first hits of the fused list, folded, which itself never depends on `wanted`: both legs are cut at the index's
 * fixed depth. With min-max a hit below the hundredth of each leg scores zero, so while enough hits score more than that
 * the first hundred of each leg give the same answer, and only they are asked for.
 *
 * @param options its depth is that of the folded list
 * @param shareFor percent that the dense leg gives, by the best score of the leg bm25. Default: as the manifest says
 */
export async function rankFused<Admission>(
  ranker: Ranker<Admission>,
  query: RetrieverQuery,
  options: LegOptions<Admission>,
  fold: Fold = KEEP_ALL,
  shareFor: (top: number) => number = () => ranker.manifest.fusion.denseWeight,
): Promise<FoundLegs> {
  const { fusion } = ranker.manifest;
  const { depth: wanted, unit } = options;
  const join = (rankings: Rankings): Promise<RankedHit[]> => {
    const denseWeight = shareFor(topOf(rankings.lexical));
    return joinLegs(ranker, rankings, unit, { method: fusion.method, denseWeight });
  };
  const firstDepth = fusedDepth(fusion, wanted);
  if (firstDepth < fusion.depth) {
    const shallow = await runLegs(ranker, query, { ...options, depth: firstDepth });
    const isDistinct = !hasFlatTop(shallow.lexical) && !hasFlatTop(shallow.dense);
    // Those that score are the beginning of the whole list.
    const scoring = isDistinct ? (await join(shallow)).filter((hit) => hit.score > 0) : [];
    const hits = scoring.length < wanted ? [] : await fold(scoring);
    if (hits.length >= wanted) return { hits: hits.slice(0, wanted), top: topOf(shallow.lexical) };
  }
  const whole = await runLegs(ranker, query, { ...options, depth: fusion.depth });
  return { hits: (await fold(await join(whole))).slice(0, wanted), top: topOf(whole.lexical) };
}

/** The depth at which both legs are asked first: with min-max the first hundred of each are up to two hundred hits that score. */
export function fusedDepth({ method, depth }: FusionDefault & { readonly depth: number }, wanted: number): number {
  return method === 'minmax' && depth > MINMAX_RANKS && wanted < 2 * MINMAX_RANKS ? MINMAX_RANKS : depth;
}

interface Rankings {
  readonly lexical: Ranking;
  readonly dense: Ranking;
}

/** Both are under way before either is waited for. */
async function runLegs<Admission>(
  ranker: Ranker<Admission>,
  query: RetrieverQuery,
  options: LegOptions<Admission>,
): Promise<Rankings> {
  const run = async (leg: LegName): Promise<Ranking> => retrieveLeg(ranker, leg, query, options);
  const [lexical, dense] = await Promise.all([run('bm25'), run('dense')]);
  return { lexical, dense };
}

/** Whether the first hundred scores are all equal: then ties beyond them count as much as they do. */
function hasFlatTop({ scores }: Ranking): boolean {
  return scores.length >= MINMAX_RANKS && scores.subarray(0, MINMAX_RANKS).every((score) => score === scores[0]);
}

async function joinLegs<Admission>(
  ranker: Ranker<Admission>,
  rankings: Rankings,
  unit: 'document' | 'passage',
  fusion: FusionDefault,
): Promise<RankedHit[]> {
  const itemsOf = ({ passages }: Ranking) => (unit === 'document' ? ranker.documentsOf(passages) : passages);
  const lexicalLeg: Leg = { items: await itemsOf(rankings.lexical), scores: rankings.lexical.scores };
  const denseLeg: Leg = { items: await itemsOf(rankings.dense), scores: rankings.dense.scores };
  // What stands behind the hundredth and adds nothing is found only where the legs are asked for more: no page tells of it.
  const placeOf = ({ scores }: Leg, at: number, share: number, score: number): Place | undefined =>
    at >= 0 && (at < MINMAX_RANKS || share > 0 || score === 0) ? { rank: at + 1, score: scores[at] } : undefined;
  return fuse(lexicalLeg, denseLeg, fusion).map(({ score, lexical, dense, lexicalAt, denseAt }): RankedHit => {
    // The passage of the leg that gave more of the score; BM25's when they gave the same.
    const isLexical = denseAt < 0 || (lexicalAt >= 0 && lexical >= dense);
    return {
      passage: isLexical ? rankings.lexical.passages[lexicalAt] : rankings.dense.passages[denseAt],
      score,
      lexical: placeOf(lexicalLeg, lexicalAt, lexical, score),
      dense: placeOf(denseLeg, denseAt, dense, score),
    };
  });
}
