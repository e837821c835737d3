import { BLOCK_PASSAGES, type CellSections, NO_PASSAGE } from '../../format/cells.ts';
import type { Findings } from './findings.ts';

/** The cells of the vectors: each passage is in one of them, once. @param shards passages of each */
export function checkCells(cells: readonly CellSections[], shards: readonly number[], findings: Findings): void {
  for (const [shard, sections] of cells.entries()) {
    if (isEachInOne(sections, shards[shard])) continue;
    const message = `shard ${shard}: its cells name a passage twice, outside, not at all, or not in ascending order`;
    findings.add('cell-passage', message);
  }
}

/** Whether the passages of each cell ascend, unused places stand behind them, and no cell has one of another. */
function isEachInOne({ starts, passages: places }: CellSections, passages: number): boolean {
  const marks = new Uint8Array(passages);
  let found = 0;
  for (let cell = 0; cell < starts.length - 1; cell++) {
    let least = 0;
    for (let at = starts[cell] * BLOCK_PASSAGES; at < starts[cell + 1] * BLOCK_PASSAGES; at++) {
      const passage = places[at];
      if (passage === NO_PASSAGE) {
        // Nothing may stand behind it.
        least = passages;
        continue;
      }
      if (passage >= passages || passage < least || marks[passage] === 1) return false;
      marks[passage] = 1;
      least = passage + 1;
      found++;
    }
  }
  return found === passages;
}
