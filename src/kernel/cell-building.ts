import { placeTables, wordPlace } from './code-tables.ts';
import { CODE_WORDS } from './constants.ts';
import { dotProduct } from './dot-product.ts';

/** What cells are built of; as in `CellArrays`, with what search has no use for. */
export interface CellBuildingArrays {
  readonly dimensions: number;
  readonly vectors: Int8Array;
  readonly centres: Int8Array;
  readonly order: Uint32Array;
  readonly tables: Uint32Array;
  readonly words: Int8Array;
  /** For every table and word: 15 − its number − 16 × its squared length. */
  readonly offsets: Int32Array;
  /** The first of the centres, which lead to others. */
  readonly leaders: number;
  /** For each leader the centres near to it, as many as for any other. */
  readonly near: Uint32Array;
  /** Where in `rows` those of each leader begin, and where those of the last end. */
  readonly runs: Uint32Array;
  /** Rows whose cells are asked for. */
  readonly rows: Uint32Array;
  /** Place of the centre that was found for each of `rows`, among those that were looked at. */
  readonly found: Uint32Array;
  /** The cell of each passage. */
  readonly cellOf: Uint32Array;
  /** A byte for every two tables of a passage: two codes in each. */
  readonly codes: Uint8Array;
}

/** The centres near to a leader. */
export function nearTo({ near, leaders }: Pick<CellBuildingArrays, 'near' | 'leaders'>, leader: number): Uint32Array {
  const each = near.length / leaders;
  return near.subarray(leader * each, (leader + 1) * each);
}

/** One thread of the building of cells. What it writes for a vector depends on no other. */
export interface CellBuilding {
  /** Finds the leaders of rows `start` … `end − 1`: the centre with the largest dot product, of equal ones the first. */
  lead(start: number, end: number): void;
  /** Finds in the same way the centres of rows `start` … `end − 1` among those near to one leader. */
  follow(start: number, end: number, leader: number): void;
  /** Writes the codes of vectors `start` … `end − 1`, whose cells `cellOf` says. */
  encode(start: number, end: number): void;
}

/** The scalar twin of assembly/cell-building.ts: the same numbers. */
export class ScalarCellBuilding implements CellBuilding {
  readonly #arrays: CellBuildingArrays;

  constructor(arrays: CellBuildingArrays) {
    this.#arrays = arrays;
  }

  lead(start: number, end: number): void {
    const { leaders } = this.#arrays;
    const all = Uint32Array.from({ length: leaders }, (_, cell) => cell);
    this.#findAmong(all, start, end);
  }

  follow(start: number, end: number, leader: number): void {
    this.#findAmong(nearTo(this.#arrays, leader), start, end);
  }

  #findAmong(cells: Uint32Array, start: number, end: number): void {
    const { vectors, dimensions, centres, rows, found } = this.#arrays;
    for (let i = start; i < end; i++) {
      const vector = vectors.subarray(rows[i] * dimensions, (rows[i] + 1) * dimensions);
      let most = Number.NEGATIVE_INFINITY;
      for (const [place, cell] of cells.entries()) {
        const score = dotProduct(vector, centres, cell * dimensions);
        if (score <= most) continue;
        most = score;
        found[i] = place;
      }
    }
  }

  encode(start: number, end: number): void {
    const { vectors, dimensions, centres, cellOf, codes, order, tables } = this.#arrays;
    const placed = placeTables(tables);
    const bytes = placed.length / 2;
    for (let row = start; row < end; row++) {
      const at = row * dimensions;
      const centre = cellOf[row] * dimensions;
      const rest = Array.from(order, (value) => vectors[at + value] - centres[centre + value]);
      for (const [table, { start: from, width }] of placed.entries()) {
        const code = this.#codeOf(table, from, rest.slice(from, from + width));
        const byte = row * bytes + (table >> 1);
        codes[byte] = table % 2 === 0 ? code : codes[byte] | (code << 4);
      }
    }
  }

  /** 2 × dot product − squared length, and in four bits behind it the number, of which the smallest is best. */
  #codeOf(table: number, from: number, values: readonly number[]): number {
    const { words, offsets } = this.#arrays;
    let best = Number.NEGATIVE_INFINITY;
    for (let word = 0; word < CODE_WORDS; word++) {
      let product = 0;
      for (const [i, value] of values.entries()) product += value * words[wordPlace(from + i, word)];
      best = Math.max(best, product * 2 * CODE_WORDS + offsets[table * CODE_WORDS + word]);
    }
    return CODE_WORDS - 1 - (best & (CODE_WORDS - 1));
  }
}
