import { type CellSections, NO_PASSAGE, sumTables } from '../../format/cells.ts';
import { MAX_CELLS } from '../../kernel/cell-search.ts';
import { countTables } from '../../kernel/code-tables.ts';

/** Whether every place of a block has a passage of the shard, or none, and a search has room for cells and tables. @param passages of the shard */
export function areCellsBounded({ starts, passages: places, order, tables }: CellSections, passages: number): boolean {
  if (starts.length - 1 > MAX_CELLS || sumTables(tables) !== countTables(order.length)) return false;
  for (let i = 0; i < places.length; i++) if (places[i] >= passages && places[i] !== NO_PASSAGE) return false;
  return true;
}
