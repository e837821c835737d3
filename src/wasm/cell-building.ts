import { type CellBuilding, ScalarCellBuilding } from '../kernel/cell-building.ts';
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
  readonly #scratch: number;
  readonly #calls: KernelExports['cell-building'];

  constructor(space: CellSpace, memory: WebAssembly.Memory, part: number) {
    this.#space = space;
    this.#scratch = cellScratchOf(space, part);
    this.#calls = openKernel('cell-building', memory);
  }

  assign(start: number, end: number): void {
    const { places, dimensions, cells } = this.#space;
    const rows = places.rows + start * 4;
    const found = places.cellOf + start * 4;
    this.#calls.assign(places.vectors, rows, end - start, dimensions, places.centres, cells, this.#scratch, found);
  }

  encode(start: number, end: number): void {
    const { vectors, centres, cellOf, words, offsets, codes } = this.#space.places;
    const { dimensions } = this.#space;
    this.#calls.encode(vectors, start, end, dimensions, centres, cellOf, words, offsets, this.#scratch, codes);
  }
}
