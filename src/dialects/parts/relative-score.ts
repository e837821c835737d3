/** Scores as vendors give them: 0 … 1, where the native ones are integers that mean something within one answer only. */
import type { Hit } from '../../contract/search.ts';

/** The share of the best score of an answer, to four decimals; 0 where the best is not above it. */
export function relativeScore({ score }: Pick<Hit, 'score'>, [best]: readonly Pick<Hit, 'score'>[]): number {
  if (best === undefined || best.score <= 0 || score <= 0) return 0;
  return Math.min(1, Math.round((score / best.score) * 10_000) / 10_000);
}
