import { StillwebError } from '../errors.ts';
import { SectionFile, type SectionPlan } from './section-file.ts';

/**
 * The cells that the vectors of one shard are parted into, with codes of four bits for what is left of a vector without its centre.
 * `cells-SSS.bin` (kind CELL): `centres` i8[cells × dimensions]; `starts` u32[cells + 1], the first block of each, the blocks of
 * all at the end; `passages` u32[blocks × 32], of the shard; unused places hold 2^32 − 1, at the end of a cell; `order`
 * u32[dimensions], the values, tables of codes one after the other; `tables` u32[3], how many are of two values, of four and of eight;
 * `words` i8[dimensions × 16], for every two values of the order 16 words of two values; `codes` u8[blocks × tables × 16], of a block for
 * every two tables 32 bytes, one a passage, the word of the first in its low half.
 * Dimensions are a multiple of 16, tables of four.
 */
export const CELLS_KIND = 'CELL';
export const BLOCK_PASSAGES = 32;
export const CODE_VALUES = 2;
export const CODE_WORDS = 16;
/** A place that is not used. */
export const NO_PASSAGE = 0xffff_ffff;

export interface CellSections {
  readonly centres: Int8Array;
  readonly starts: Uint32Array;
  readonly passages: Uint32Array;
  readonly order: Uint32Array;
  readonly tables: Uint32Array;
  readonly words: Int8Array;
  readonly codes: Uint8Array;
}

/** How many kinds of tables there are; each is of twice as many values as the one before. */
export const TABLE_KINDS = 3;
/** What the number of tables is a multiple of. */
const TABLES_PER_STEP = 4;

/**
 * Codes come last: a search reads all else of them first.
 *
 * @param tables of all kinds
 */
export function planCellSections(cells: number, blocks: number, dimensions: number, tables: number): SectionPlan[] {
  return [
    { name: 'centres', type: 'i8', elements: cells * dimensions },
    { name: 'starts', type: 'u32', elements: cells + 1 },
    { name: 'passages', type: 'u32', elements: blocks * BLOCK_PASSAGES },
    { name: 'order', type: 'u32', elements: dimensions },
    { name: 'tables', type: 'u32', elements: TABLE_KINDS },
    { name: 'words', type: 'i8', elements: dimensions * CODE_WORDS },
    { name: 'codes', type: 'u8', elements: blocks * codeBytes(tables) },
  ];
}

/** Bytes of the codes of a block. */
export function codeBytes(tables: number): number {
  return (BLOCK_PASSAGES * tables) / 2;
}

/** Of all kinds. */
export function sumTables(tables: Uint32Array): number {
  return tables.reduce((sum, count) => sum + count, 0);
}

/** @throws StillwebError INDEX_CORRUPT */
export function readCells(name: string, bytes: Uint8Array, dimensions: number): CellSections {
  const file = new SectionFile(name, CELLS_KIND, bytes);
  const starts = file.get('starts', 'u32');
  const cells = starts.length - 1;
  const blocks = starts[cells];
  if (cells < 1 || starts[0] !== 0 || !starts.every((start, cell) => cell === 0 || start >= starts[cell - 1])) {
    throw new StillwebError('INDEX_CORRUPT', `${name}: its cells do not follow one another`, { file: name });
  }
  const tables = file.get('tables', 'u32', TABLE_KINDS);
  const order = file.get('order', 'u32', dimensions);
  if (!haveAllValues(tables, order)) {
    throw new StillwebError('INDEX_CORRUPT', `${name}: its tables do not hold each value once`, { file: name });
  }
  const [centres, , passages, , , words, codes] = planCellSections(cells, blocks, dimensions, sumTables(tables));
  return {
    starts,
    order,
    tables,
    centres: file.get('centres', 'i8', centres.elements),
    passages: file.get('passages', 'u32', passages.elements),
    words: file.get('words', 'i8', words.elements),
    codes: file.get('codes', 'u8', codes.elements),
  };
}

/** Whether tables are as many as a kernel reads at a time, or twice as many and so on, and each value is in one of them. */
function haveAllValues(tables: Uint32Array, order: Uint32Array): boolean {
  const values = tables.reduce((sum, count, kind) => sum + count * (CODE_VALUES << kind), 0);
  const held = new Set(order.filter((value) => value < order.length));
  return values === order.length && held.size === order.length && sumTables(tables) % TABLES_PER_STEP === 0;
}
