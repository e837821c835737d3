import { HIGH_LINKS, LOW_LINKS } from './constants.ts';
import { type GraphCopies, NO_COPIES } from './graph-copies.ts';
import type { GraphArrays } from './graph-walk.ts';

/**
 * The nodes of a shard that links lead to from where every walk begins, level after level: a byte a passage. No walk finds
 * any other, whatever is asked and however many candidates it keeps; in a ranking it stands behind the nearest.
 */
export function markReached({ levelNodes, lowLinks, numbers, highLinks }: GraphArrays): Uint8Array {
  let reached = [0];
  let firstRow = highLinks.length / HIGH_LINKS;
  for (let level = levelNodes.length - 1; level > 0; level--) {
    firstRow -= levelNodes[level];
    const rows = highLinks.subarray(firstRow * HIGH_LINKS, (firstRow + levelNodes[level]) * HIGH_LINKS);
    reached = followLinks(rows, HIGH_LINKS, reached, new Uint8Array(levelNodes[level]));
  }
  const marks = new Uint8Array(levelNodes[0]);
  const entries = reached.map((rank) => numbers[rank]);
  followLinks(lowLinks, LOW_LINKS, entries, marks);
  return marks;
}

/** Passages that a walk can find: what `markReached` marks, and copies of it. */
export function countReached(graph: GraphArrays, { nodes }: GraphCopies = NO_COPIES): number {
  const reached = markReached(graph);
  return reached.reduce((sum, mark) => sum + mark, 0) + nodes.reduce((sum, node) => sum + reached[node], 0);
}

/**
 * Marks the nodes that links of one level lead to from some of them, those included.
 *
 * @returns those that were not marked before
 */
export function followLinks(links: Uint32Array, width: number, starts: readonly number[], marks: Uint8Array): number[] {
  const reached: number[] = [];
  for (const start of starts) {
    if (marks[start] === 0) reached.push(start);
    marks[start] = 1;
  }
  for (let next = 0; next < reached.length; next++) {
    const row = reached[next] * width;
    for (let i = row; i < row + width && links[i] < marks.length; i++) {
      if (marks[links[i]] === 1) continue;
      marks[links[i]] = 1;
      reached.push(links[i]);
    }
  }
  return reached;
}
