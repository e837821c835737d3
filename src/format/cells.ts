import { StillwebError } from '../errors.ts';
import { SectionFile, type SectionPlan } from './section-file.ts';

/**
 * The cells that the vectors of one shard are parted into, with a code of four bits for every two values of a vector.
 * `cells-SSS.bin` (kind CELL): `centres` i8[cells × dimensions]; `starts` u32[cells + 1], the first block of each, the blocks of
 * all at the end; `passages` u32[blocks × 32], of the shard; unused places hold 2^32 − 1, at the end of a cell; `words`
 * i8[dimensions × 16], for every two values 16 words of two values; `codes` u8[blocks × dimensions × 8], of a block for
 * every four values 32 bytes, one a passage, the word of the first two in its low half.
 * Dimensions are a multiple of 16.
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
  readonly words: Int8Array;
  readonly codes: Uint8Array;
}

/** Codes come last: a search reads all else of them first. */
export function planCellSections(cells: number, blocks: number, dimensions: number): SectionPlan[] {
  return [
    { name: 'centres', type: 'i8', elements: cells * dimensions },
    { name: 'starts', type: 'u32', elements: cells + 1 },
    { name: 'passages', type: 'u32', elements: blocks * BLOCK_PASSAGES },
    { name: 'words', type: 'i8', elements: dimensions * CODE_WORDS },
    { name: 'codes', type: 'u8', elements: blocks * codeBytes(dimensions) },
  ];
}

/** Bytes of the codes of a block. */
export function codeBytes(dimensions: number): number {
  return (BLOCK_PASSAGES * dimensions) / (2 * CODE_VALUES);
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
  const [centres, , passages, words, codes] = planCellSections(cells, blocks, dimensions);
  return {
    starts,
    centres: file.get('centres', 'i8', centres.elements),
    passages: file.get('passages', 'u32', passages.elements),
    words: file.get('words', 'i8', words.elements),
    codes: file.get('codes', 'u8', codes.elements),
  };
}
