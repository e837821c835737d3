import { wordPlace } from './cell-search.ts';
import { CODE_VALUES, CODE_WORDS } from './constants.ts';
import { dotProduct } from './dot-product.ts';

/** What cells are built of; as in `CellArrays`, with what search has no use for. */
export interface CellBuildingArrays {
  readonly dimensions: number;
  readonly vectors: Int8Array;
  readonly centres: Int8Array;
  readonly words: Int8Array;
  /** For every four values and word: 15 − its number − 16 × its squared length. */
  readonly offsets: Int32Array;
  /** Rows whose cells are asked for. */
  readonly rows: Uint32Array;
  /** The cell of each of `rows`. */
  readonly cellOf: Uint32Array;
  /** dimensions / 8 bytes a passage: two codes in each. */
  readonly codes: Uint8Array;
}

/** One thread of the building of cells. What it writes for a vector depends on no other. */
export interface CellBuilding {
  /** Finds the cells of rows `start` … `end − 1`: the centre with the largest dot product, of equal ones the first. */
  assign(start: number, end: number): void;
  /** Writes the codes of vectors `start` … `end − 1`, whose cells `cellOf` says. */
  encode(start: number, end: number): void;
}

/** The scalar twin of assembly/cell-building.ts: the same numbers. */
export class ScalarCellBuilding implements CellBuilding {
  readonly #arrays: CellBuildingArrays;

  constructor(arrays: CellBuildingArrays) {
    this.#arrays = arrays;
  }

  assign(start: number, end: number): void {
    const { rows, cellOf } = this.#arrays;
    for (let i = start; i < end; i++) cellOf[i] = this.#nearestCell(rows[i]);
  }

  #nearestCell(row: number): number {
    const { vectors, dimensions, centres } = this.#arrays;
    const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
    let cell = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < centres.length; at += dimensions) {
      const score = dotProduct(vector, centres, at);
      if (score <= most) continue;
      most = score;
      cell = at / dimensions;
    }
    return cell;
  }

  encode(start: number, end: number): void {
    const { vectors, dimensions, centres, cellOf, codes } = this.#arrays;
    const bytes = dimensions / (2 * CODE_VALUES);
    for (let row = start; row < end; row++) {
      const at = row * dimensions;
      const centre = cellOf[row] * dimensions;
      for (let i = 0; i < bytes; i++) {
        const first = i * 2 * CODE_VALUES;
        const rest = Array.from(
          { length: 2 * CODE_VALUES },
          (_, j) => vectors[at + first + j] - centres[centre + first + j],
        );
        const low = this.#codeOf(i * 2, rest.slice(0, CODE_VALUES));
        codes[row * bytes + i] = low | (this.#codeOf(i * 2 + 1, rest.slice(CODE_VALUES)) << 4);
      }
    }
  }

  /** 2 × dot product − squared length, and in four bits behind it the number, of which the smallest is best. */
  #codeOf(table: number, values: readonly number[]): number {
    const { words, offsets } = this.#arrays;
    let best = Number.NEGATIVE_INFINITY;
    for (let word = 0; word < CODE_WORDS; word++) {
      let product = 0;
      for (const [i, value] of values.entries()) product += value * words[wordPlace(table, word, i)];
      best = Math.max(best, product * 2 * CODE_WORDS + offsets[table * CODE_WORDS + word]);
    }
    return CODE_WORDS - 1 - (best & (CODE_WORDS - 1));
  }
}
