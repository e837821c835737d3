import type { EncoderDescription } from '../contract/encoder-description.ts';
import { int8Length } from '../encoder/quantise.ts';
import type { LegOptions, Ranker } from './ranker.ts';
import type { Ranking, RetrieverQuery } from './retriever.ts';

/** Dense rankings whose first hits are ordered by the vectors as they were before they were rounded. */

/** Hits that are ordered so. With 50 of MiniLM's every first ten of seven collections were those of float32 (docs/retrieval-quality.md). */
const RESCORED = 50;

/** Scores are those of int8 times this, so that whole numbers tell vectors apart that int8 cannot. */
const GRID = 1024;

/** The depth that a dense leg is asked for at least. */
export function rescoredDepth(encoder: EncoderDescription | null): number {
  return encoder?.precision === undefined ? 0 : RESCORED;
}

/**
 * The dense leg of a ranker, its first hits by float32 where the index keeps that. Sums are taken in 64 bits in the order of the
 * components, and rounded to whole numbers: they are the same on every machine. A smaller depth gives a prefix of a larger one.
 */
export function retrieveDense<Admission>(
  ranker: Ranker<Admission>,
  query: RetrieverQuery,
  options: LegOptions<Admission>,
): Ranking | Promise<Ranking> {
  const { floats } = query;
  // At once where nothing is rescored, as most indexes are: a promise costs as much as a step of a search.
  if (floats === undefined || ranker.floatsOf === undefined) return ranker.retrieve('dense', query, options);
  return rescore(ranker, query, floats, options);
}

async function rescore<Admission>(
  ranker: Ranker<Admission>,
  query: RetrieverQuery,
  floats: Float32Array,
  options: LegOptions<Admission>,
): Promise<Ranking> {
  const { depth } = options;
  const found = await ranker.retrieve('dense', query, { ...options, depth: Math.max(depth, RESCORED) });
  const first = found.passages.subarray(0, RESCORED);
  const rows = (await ranker.floatsOf?.(first)) ?? new Float32Array(0);
  const scale = int8Length(floats.length) ** 2 * GRID;
  const rescored = Array.from(first, (passage, i) => ({ passage, score: Math.round(dotOf(floats, rows, i) * scale) }));
  rescored.sort((a, b) => b.score - a.score || a.passage - b.passage);
  // What was not rescored stays behind what was, and in its order.
  const most = rescored.length === 0 ? 0 : rescored[rescored.length - 1].score - 1;
  const passages = Uint32Array.from(found.passages);
  const scores = Float64Array.from(found.scores, (score) => Math.min(score * GRID, most));
  for (const [i, { passage, score }] of rescored.entries()) {
    passages[i] = passage;
    scores[i] = score;
  }
  return { passages: passages.subarray(0, depth), scores: scores.subarray(0, depth) };
}

/** @param rows of as many numbers as the query has */
function dotOf(query: Float32Array, rows: Float32Array, row: number): number {
  const at = row * query.length;
  let sum = 0;
  for (let j = 0; j < query.length; j++) sum += query[j] * rows[at + j];
  return sum;
}
