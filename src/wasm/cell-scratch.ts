import { MAX_CANDIDATES, MAX_CELLS } from '../kernel/cell-search.ts';
import { countTables } from '../kernel/code-tables.ts';
import { BLOCK_PASSAGES, CODE_WORDS, ROWS_PER_STEP, TABLE_MOST } from '../kernel/constants.ts';
import { alignPlace } from './shared-memory.ts';

/** Scratch of one search in cells: places in bytes from its beginning. */

/** Keys of passages that are held at a time; when there are more, the largest are kept. */
export const KEY_ROOM = 4 * MAX_CANDIDATES;

/** @param dimensions for which there is room */
export function planCellScratch(dimensions: number) {
  const tables = countTables(dimensions);
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = alignPlace(at + bytes);
    return at;
  };
  return {
    ordered: take(dimensions * 2),
    raw: take(tables * CODE_WORDS * 4),
    entries: take(tables * CODE_WORDS),
    cellKeys: take((MAX_CELLS + ROWS_PER_STEP) * 8),
    keys: take((KEY_ROOM + ROWS_PER_STEP) * 8),
    sums: take(BLOCK_PASSAGES * 2),
    bins: take((tables * TABLE_MOST + 1) * 4),
    /** u32[MAX_CANDIDATES] of the numbers found, */
    found: take(MAX_CANDIDATES * 4),
    /** and i32[MAX_CANDIDATES] of their scores. */
    foundScores: take(MAX_CANDIDATES * 4),
    bytes: end,
  };
}
