import { type GraphSections, HIGH_LINKS, LOW_LINKS, NO_LINK } from '../../format/graph.ts';
import type { Findings } from './findings.ts';

/** The graphs of the vectors: a search must find its way through them and come out. */
export function checkGraphs(graphs: readonly GraphSections[], findings: Findings): void {
  for (const [shard, { levels, links, numbers, upper }] of graphs.entries()) {
    const [nodes] = levels;
    if (new Set(numbers).size !== numbers.length || numbers.some((number) => number >= nodes)) {
      findings.add('graph-number', `shard ${shard}: its graph names passages twice or outside`);
    }
    let isInside = areRowsSound(links, LOW_LINKS, nodes);
    let at = 0;
    for (const members of levels.subarray(1)) {
      const rows = upper.subarray(at, at + members * HIGH_LINKS);
      isInside &&= areRowsSound(rows, HIGH_LINKS, members);
      at += rows.length;
    }
    if (!isInside) findings.add('graph-link', `shard ${shard}: a link of its graph leads outside`);
  }
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
