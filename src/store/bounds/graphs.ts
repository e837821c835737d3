import { type GraphSections, HIGH_LINKS, LOW_LINKS, NO_LINK } from '../../format/graph.ts';
import { areNumbersBelow } from './tables.ts';

/** Whether every link leads to a node of its level, and every rank to a passage. */
export function isGraphBounded({ levels, links, numbers, upper, copies, nodes: owners }: GraphSections): boolean {
  const [nodes] = levels;
  for (let rank = 0; rank < numbers.length; rank++) if (numbers[rank] >= nodes) return false;
  if (!areNumbersBelow(copies, nodes) || !areNumbersBelow(owners, nodes)) return false;
  if (!leadInside(links, 0, nodes * LOW_LINKS, nodes)) return false;
  let at = 0;
  for (let level = 1; level < levels.length; level++) {
    const end = at + levels[level] * HIGH_LINKS;
    if (!leadInside(upper, at, end, levels[level])) return false;
    at = end;
  }
  return true;
}

function leadInside(rows: Uint32Array, from: number, to: number, targets: number): boolean {
  for (let i = from; i < to; i++) if (rows[i] >= targets && rows[i] !== NO_LINK) return false;
  return true;
}
