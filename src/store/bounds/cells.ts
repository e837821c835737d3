import { type CellSections, NO_PASSAGE } from '../../format/cells.ts';
import { MAX_CELLS } from '../../kernel/cell-search.ts';

/** Whether every place of a block has a passage of the shard, or none. @param passages of the shard */
export function areCellsBounded({ starts, passages: places }: CellSections, passages: number): boolean {
  if (starts.length - 1 > MAX_CELLS) return false;
  for (let i = 0; i < places.length; i++) if (places[i] >= passages && places[i] !== NO_PASSAGE) return false;
  return true;
}
