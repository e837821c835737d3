import { wordsOf } from './group-sums.ts';
import type { Lengths } from './index-counts.ts';

/** Lengths in words, by nearest rank. @param quarters of a word, of each; sorted in place */
export function lengthsOf(quarters: Uint32Array): Lengths {
  quarters.sort();
  const at = (hundredths: number): number => {
    const rank = Math.max(1, Math.ceil((hundredths * quarters.length) / 100));
    return wordsOf(quarters[rank - 1] ?? 0);
  };
  return { min: at(0), median: at(50), p90: at(90), max: at(100) };
}
