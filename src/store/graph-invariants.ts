import { type GraphSections, HIGH_LINKS, LOW_LINKS, NO_LINK } from '../format/graph.ts';
import type { IndexView } from './index-view.ts';

/** @returns a sentence for each finding in the graphs of an index; empty for sound ones */
export function checkGraphs({ graphs }: Pick<IndexView, 'graphs'>): string[] {
  return graphs.flatMap((graph, shard) => checkGraph(graph).map((finding) => `shard ${shard}: ${finding}`));
}

function checkGraph({ levels, links, numbers, upper }: GraphSections): string[] {
  const findings: string[] = [];
  const [nodes] = levels;
  if (new Set(numbers).size !== numbers.length || numbers.some((number) => number >= nodes)) {
    findings.push('its graph names passages twice or outside');
  }
  let isInside = areRowsSound(links, LOW_LINKS, nodes);
  let at = 0;
  for (const members of levels.subarray(1)) {
    const rows = upper.subarray(at, at + members * HIGH_LINKS);
    isInside &&= areRowsSound(rows, HIGH_LINKS, members);
    at += rows.length;
  }
  if (!isInside) findings.push('a link of its graph leads outside');
  return findings;
}

/** Whether every link leads to one of `targets`, and unused places stand behind the used ones. */
function areRowsSound(rows: Uint32Array, width: number, targets: number): boolean {
  for (let row = 0; row < rows.length; row += width) {
    let hasEnded = false;
    for (let i = row; i < row + width; i++) {
      if (rows[i] === NO_LINK) hasEnded = true;
      else if (hasEnded || rows[i] >= targets) return false;
    }
  }
  return true;
}
