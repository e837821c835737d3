import type { QueryVector } from '../kernel/dot-product.ts';
import { joinScores } from '../kernel/split-vector.ts';
import { TopList } from '../kernel/top-list.ts';
import type { VectorKernel } from '../kernel/vector-kernel.ts';
import type { Ranking } from './retriever.ts';

/**
 * Ranks the first candidates of one shard again, by the scores of their 16-bit vectors.
 *
 * @param numbers candidates, at most KERNEL_ROWS
 * @param scores their scores with the int8 vectors
 * @param residuals the kernel over the low bytes (src/format/residuals.ts)
 */
export function rescore(
  query: QueryVector,
  numbers: Uint32Array,
  scores: Int32Array,
  residuals: VectorKernel,
  depth: number,
): Ranking {
  residuals.setQuery(query);
  const low = residuals.scoreRows(numbers);
  const top = new TopList(Math.min(depth, numbers.length), null);
  for (const [i, number] of numbers.entries()) top.offer(joinScores(scores[i], low[i]), number);
  return top.ranking();
}
