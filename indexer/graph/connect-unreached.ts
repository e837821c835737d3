import { LOW_LINKS, NO_LINK } from '../../src/kernel/constants.ts';
import { followLinks, markReached } from '../../src/kernel/graph-reach.ts';
import type { GraphArrays, GraphSearch } from '../../src/kernel/graph-walk.ts';

/**
 * Gives every node that no link leads to a link from one that is reached: from the best that a walk finds for its vector and
 * that has a free place. Among many vectors that are nearly equal most nodes need one, because a choice of neighbours keeps
 * few of those that are near to each other.
 *
 * @param numbers of the inserted nodes
 * @param ef candidates of those walks
 */
export function connectUnreached(graph: GraphArrays, numbers: Uint32Array, search: GraphSearch, ef: number): void {
  const { vectors, dimensions, lowLinks } = graph;
  const reached = markReached(graph);
  for (const number of numbers.slice().sort()) {
    if (reached[number] === 1) continue;
    const query = vectors.subarray(number * dimensions, (number + 1) * dimensions);
    const { count, numbers: found } = search.search(query, ef);
    for (let i = 0; i < count; i++) {
      const row = lowLinks.subarray(found[i] * LOW_LINKS, (found[i] + 1) * LOW_LINKS);
      const free = row.indexOf(NO_LINK);
      if (free < 0) continue;
      row[free] = number;
      followLinks(lowLinks, LOW_LINKS, [number], reached);
      break;
    }
  }
}
