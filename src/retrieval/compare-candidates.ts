import type { CellReach, CellSearch } from '../kernel/cell-search.ts';
import type { QueryVector } from '../kernel/dot-product.ts';
import type { Candidates } from '../kernel/graph-walk.ts';
import { TopList } from '../kernel/top-list.ts';
import { KERNEL_ROWS, type VectorKernel } from '../kernel/vector-kernel.ts';

/**
 * Search in the cells of a shard whose vectors are not where its codes are: what the codes let through is compared by a kernel of its
 * own. The passages and scores are those of `CellSearch.search`.
 */
export function compareCandidates(
  search: Pick<CellSearch, 'select'>,
  kernel: VectorKernel,
  reach: CellReach,
): (vector: QueryVector, checkpoint?: () => void) => Candidates {
  return (vector, checkpoint) => {
    // In the order of the file: a disk that turns goes one way, and one that does not reads ahead.
    const numbers = search.select(vector, reach).sort();
    const top = new TopList(Math.min(reach.nearest, numbers.length), null);
    kernel.setQuery(vector);
    for (let start = 0; start < numbers.length; start += KERNEL_ROWS) {
      const some = numbers.subarray(start, start + KERNEL_ROWS);
      const scores = kernel.scoreRows(some, checkpoint);
      for (let i = 0; i < some.length; i++) top.offer(scores[i], some[i]);
    }
    const { passages, scores } = top.ranking();
    return { count: passages.length, numbers: passages, scores: Int32Array.from(scores) };
  };
}
