import type { QueryVector } from '../../../src/kernel/dot-product.ts';
import { TopList } from '../../../src/kernel/top-list.ts';
import type { VectorKernel } from '../../../src/kernel/vector-kernel.ts';
import type { Ranking } from '../../../src/retrieval/retriever.ts';
import { joinScores } from './split-vector.ts';

/**
 * Ranks the first candidates of one shard again, by the scores of their 16-bit vectors.
 *
 * @param numbers candidates, at most KERNEL_ROWS
 * @param scores their scores with the int8 vectors
 * @param residuals the kernel over the low bytes (residuals.ts)
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
