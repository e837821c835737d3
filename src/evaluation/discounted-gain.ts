import { naturalLogarithm } from '../format/natural-logarithm.ts';
import type { JudgedRanking } from './judged-ranking.ts';

/** log2(rank + 1), written out for ranks 1 … 10; those behind are computed when they are first asked for. */
const DISCOUNTS = [
  1, 1.584962500721156, 2, 2.321928094887362, 2.584962500721156, 2.807354922057604, 3, 3.169925001442312,
  3.321928094887362, 3.4594316186372973,
];

/**
 * nDCG as trec_eval has it: gains are the grades themselves (no power of two), divided by log2(rank + 1), and what is not judged, or
 * judged below 1, gains nothing. 0 where no document gains.
 *
 * @param cut ranks that count, of the ranking and of the ideal one
 * @see Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 20(4), 2002
 */
export function normalizedGain({ grades, judged }: JudgedRanking, cut = Number.POSITIVE_INFINITY): number {
  const ideal = judged.filter((grade) => grade > 0).sort((left, right) => right - left);
  if (ideal.length === 0) return 0;
  return discountedGain(grades, cut) / discountedGain(ideal, cut);
}

function discountedGain(grades: readonly (number | null)[], cut: number): number {
  let sum = 0;
  for (let index = 0; index < grades.length && index < cut; index++) {
    const grade = grades[index];
    if (grade !== null && grade > 0) sum += grade / discount(index);
  }
  return sum;
}

/** No engine's Math.log2 decides a last digit. @param index of the rank, from 0 */
function discount(index: number): number {
  for (let next = DISCOUNTS.length; next <= index; next++) DISCOUNTS.push(naturalLogarithm(next + 2) / Math.LN2);
  return DISCOUNTS[index];
}
