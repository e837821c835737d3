import { type CellBuilding, type CellBuildingArrays, nearTo, ScalarCellBuilding } from '../kernel/cell-building.ts';
import { type CellSpace, cellScratchOf, viewCells } from './cell-space.ts';
import type { KernelExports } from './kernel-exports.ts';
import { openKernel } from './kernel-module.ts';

/**
 * The builder in a space: in WebAssembly where the space has a memory for it, and the scalar twin, which gives the same cells
 * and codes, everywhere else.
 *
 * @param part of 0 … threads − 1: whose scratch to use
 */
export function openCellBuilding(space: CellSpace, part: number): CellBuilding {
  const { memory } = space;
  return memory === null ? new ScalarCellBuilding(viewCells(space)) : new WasmCellBuilding(space, memory, part);
}

class WasmCellBuilding implements CellBuilding {
  readonly #space: CellSpace;
  readonly #arrays: CellBuildingArrays;
  readonly #scratch: number;
  readonly #centresAt: number;
  readonly #centres: Int8Array;
  readonly #calls: KernelExports['cell-building'];

  constructor(space: CellSpace, memory: WebAssembly.Memory, part: number) {
    this.#space = space;
    this.#arrays = viewCells(space);
    const { at, centres } = cellScratchOf(space, part);
    this.#scratch = at;
    this.#centresAt = centres;
    this.#centres = new Int8Array(space.buffer, centres, space.nearOfEach * space.dimensions);
    this.#calls = openKernel('cell-building', memory);
  }

  lead(start: number, end: number): void {
    this.#assign(start, end, this.#space.places.centres, this.#space.leaders);
  }

  follow(start: number, end: number, leader: number): void {
    const { dimensions, centres } = this.#arrays;
    const cells = nearTo(this.#arrays, leader);
    for (let i = 0; i < cells.length; i++) {
      const from = cells[i] * dimensions;
      this.#centres.set(centres.subarray(from, from + dimensions), i * dimensions);
    }
    this.#assign(start, end, this.#centresAt, cells.length);
  }

  #assign(start: number, end: number, centresAt: number, count: number): void {
    const { places, dimensions } = this.#space;
    const rows = places.rows + start * 4;
    const found = places.found + start * 4;
    this.#calls.assign(places.vectors, rows, end - start, dimensions, centresAt, count, this.#scratch, found);
  }

  encode(start: number, end: number): void {
    const { vectors, centres, cellOf, order, words, offsets, codes } = this.#space.places;
    const { dimensions } = this.#space;
    const [twos, fours, eights] = this.#arrays.tables;
    this.#calls.encode(
      vectors,
      start,
      end,
      dimensions,
      centres,
      cellOf,
      order,
      words,
      offsets,
      twos,
      fours,
      eights,
      this.#scratch,
      codes,
    );
  }
}
