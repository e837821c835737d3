import type { CellSections } from '../format/cells.ts';
import {
  type CellArrays,
  type CellReach,
  type CellSearch,
  MAX_CANDIDATES,
  ScalarCellSearch,
} from '../kernel/cell-search.ts';
import type { QueryVector } from '../kernel/dot-product.ts';
import type { Candidates } from '../kernel/graph-walk.ts';
import { type BoundKernel, bindKernel } from './bound-kernel.ts';
import { KEY_ROOM } from './cell-scratch.ts';
import type { KernelExports } from './kernel-exports.ts';
import { CELL_SCRATCH, CELLS_AT, fitsCells, QUERY_AT, type VectorMemory } from './vector-memory.ts';

/** The sections of a file of cells as a search reads them, with the vectors of its shard. @param vectors null where they are elsewhere */
export function cellArrays(sections: CellSections, vectors: Int8Array | null, dimensions: number): CellArrays {
  return { ...sections, vectors, dimensions };
}

/**
 * Search in the cells of a shard: in WebAssembly where engine, memory and dimensions allow it, and the scalar twin, which
 * gives the same passages, everywhere else.
 *
 * @param memory holds the vectors and the cells; null for more than WebAssembly can address
 */
export function openCellSearch(cells: CellArrays, memory: VectorMemory | null): CellSearch {
  const bound = fitsCells(cells.dimensions) ? bindKernel('cell-search', memory) : null;
  return bound === null ? new ScalarCellSearch(cells) : new WasmCellSearch(cells, bound);
}

class WasmCellSearch implements CellSearch {
  readonly #calls: KernelExports['cell-search'];
  readonly #hasVectors: boolean;
  readonly #cells: number;
  readonly #query: Int16Array;
  readonly #numbers: Uint32Array;
  readonly #scores: Int32Array;

  constructor(cells: CellArrays, { calls, buffer, slot }: BoundKernel<'cell-search'>) {
    this.#cells = cells.starts.length - 1;
    const [twos, fours, eights] = cells.tables;
    calls.configure(
      cells.vectors?.byteOffset ?? 0,
      cells.dimensions,
      this.#cells,
      cells.centres.byteOffset,
      cells.starts.byteOffset,
      cells.passages.byteOffset,
      cells.codes.byteOffset,
      cells.words.byteOffset,
      cells.order.byteOffset,
      twos,
      fours,
      eights,
    );
    const { ordered, raw, entries, cellKeys, keys, sums, bins, found, foundScores } = CELL_SCRATCH;
    const at = slot + CELLS_AT;
    calls.useScratch(
      slot + QUERY_AT,
      at + ordered,
      at + raw,
      at + entries,
      at + cellKeys,
      at + keys,
      KEY_ROOM,
      at + sums,
      at + bins,
    );
    this.#calls = calls;
    this.#hasVectors = cells.vectors !== null;
    this.#query = new Int16Array(buffer, slot + QUERY_AT, cells.dimensions);
    this.#numbers = new Uint32Array(buffer, at + found, MAX_CANDIDATES);
    this.#scores = new Int32Array(buffer, at + foundScores, MAX_CANDIDATES);
  }

  search(query: QueryVector, reach: CellReach): Candidates {
    if (!this.#hasVectors) throw new TypeError('the vectors are elsewhere');
    const { patience, candidates, nearest } = reach;
    const probes = this.#ask(query, reach);
    const { byteOffset: found } = this.#numbers;
    const count = this.#calls.search(probes, patience, candidates, nearest, found, this.#scores.byteOffset);
    return { count, numbers: this.#numbers, scores: this.#scores };
  }

  select(query: QueryVector, reach: CellReach): Uint32Array {
    const { patience, candidates, nearest } = reach;
    const probes = this.#ask(query, reach);
    return this.#numbers.subarray(
      0,
      this.#calls.select(probes, patience, candidates, nearest, this.#numbers.byteOffset),
    );
  }

  /** Puts the query where the kernel reads it. @returns the cells to look into */
  #ask(query: QueryVector, { probes, patience, candidates }: CellReach): number {
    if (probes < 1 || patience < 1 || candidates < 1 || candidates > MAX_CANDIDATES)
      throw new RangeError(`reach ${probes}, ${patience}, ${candidates}`);
    this.#query.set(query);
    return Math.min(probes, this.#cells);
  }
}
