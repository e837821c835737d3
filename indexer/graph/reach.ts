import { HIGH_LINKS, LOW_LINKS, NO_LINK } from '../../src/kernel/constants.ts';
import type { GraphArrays } from '../../src/kernel/graph-walk.ts';

/**
 * Passages of a shard that links lead to from where every walk begins, level after level. No walk finds any other, whatever
 * is asked and however many candidates it keeps; in a ranking it stands behind the nearest. Among very many equal vectors
 * most are so, because each links to the same few: those of the smallest numbers.
 */
export function countReached({ levelNodes, lowLinks, numbers, highLinks }: GraphArrays): number {
  let reached = [0];
  let firstRow = highLinks.length / HIGH_LINKS;
  for (let level = levelNodes.length - 1; level > 0; level--) {
    firstRow -= levelNodes[level];
    const rows = highLinks.subarray(firstRow * HIGH_LINKS, (firstRow + levelNodes[level]) * HIGH_LINKS);
    reached = follow(rows, HIGH_LINKS, levelNodes[level], reached);
  }
  const entries = reached.map((rank) => numbers[rank]);
  return follow(lowLinks, LOW_LINKS, levelNodes[0], entries).length;
}

/** The nodes that links of one level lead to from some of them, those included. */
function follow(links: Uint32Array, width: number, nodes: number, starts: readonly number[]): number[] {
  const isReached = new Uint8Array(nodes);
  const reached = [...starts];
  for (const start of starts) isReached[start] = 1;
  for (let next = 0; next < reached.length; next++) {
    const row = reached[next] * width;
    for (let i = row; i < row + width && links[i] !== NO_LINK; i++) {
      if (isReached[links[i]] === 1) continue;
      isReached[links[i]] = 1;
      reached.push(links[i]);
    }
  }
  return reached;
}
