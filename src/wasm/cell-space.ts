import type { CellBuildingArrays } from '../kernel/cell-building.ts';
import { countTables, TABLE_WIDTHS } from '../kernel/code-tables.ts';
import { CODE_WORDS } from '../kernel/constants.ts';
import { loadKernelModule } from './kernel-module.ts';
import { alignPlace, createSharedMemory } from './shared-memory.ts';
import { fitsVectorKernels } from './vector-memory.ts';

/**
 * Shared memory in which the cells of a shard are built: the vectors, what `CellBuildingArrays` names, and a scratch for each thread.
 * Can be posted to a thread.
 */
export interface CellSpace {
  readonly buffer: SharedArrayBuffer;
  /** The memory of `buffer` for WebAssembly; null where the scalar twin builds. */
  readonly memory: WebAssembly.Memory | null;
  readonly places: CellPlaces;
  readonly passages: number;
  readonly dimensions: number;
  readonly cells: number;
  /** Of the centres: how many lead to others, and to how many each. */
  readonly leaders: number;
  readonly nearOfEach: number;
  readonly threads: number;
}

/** Fewest centres that a leader leads to, where there are so many. */
const LEAST_NEAR = 256;
/** It leads to this part of all of them where that is more. */
const NEAR_PART = 8;

/** Where each part begins, in bytes. */
export interface CellPlaces {
  readonly vectors: number;
  readonly centres: number;
  readonly order: number;
  readonly tables: number;
  readonly words: number;
  readonly offsets: number;
  readonly near: number;
  readonly runs: number;
  readonly rows: number;
  readonly found: number;
  readonly cellOf: number;
  readonly codes: number;
  readonly scratch: number;
}

/** Four queries, their scores against the centres that are looked at, and behind them those centres. */
function planScratch({ dimensions, leaders, nearOfEach }: Pick<CellSpace, 'dimensions' | 'leaders' | 'nearOfEach'>) {
  const centres = alignPlace(4 * (dimensions * 2 + 64) + Math.max(leaders, nearOfEach) * 4 * 4);
  return { centres, bytes: alignPlace(centres + nearOfEach * dimensions) };
}

/** The even number at or below, at least 2. */
function even(value: number): number {
  return 2 * Math.max(1, Math.floor(value / 2));
}

/**
 * @param passages 1 … 2^20
 * @param cells an even number
 * @param useKernel false for the scalar twin, which gives the same cells
 * @throws RangeError when the engine cannot give so much memory
 */
export function createCellSpace(
  passages: number,
  dimensions: number,
  cells: number,
  threads: number,
  useKernel = true,
): CellSpace {
  let end = 0;
  const take = (bytes: number): number => {
    const at = end;
    end = alignPlace(at + bytes);
    return at;
  };
  const tables = countTables(dimensions);
  const leaders = Math.min(cells, even(2 * Math.sqrt(cells)));
  const nearOfEach = Math.min(cells, Math.max(LEAST_NEAR, even(cells / NEAR_PART)));
  const scratch = planScratch({ dimensions, leaders, nearOfEach });
  const places: CellPlaces = {
    vectors: take(passages * dimensions),
    centres: take(cells * dimensions),
    order: take(dimensions * 4),
    tables: take(TABLE_WIDTHS.length * 4),
    words: take(dimensions * CODE_WORDS),
    offsets: take(tables * CODE_WORDS * 4),
    near: take(leaders * nearOfEach * 4),
    runs: take((leaders + 1) * 4),
    rows: take(passages * 4),
    found: take(passages * 4),
    cellOf: take(passages * 4),
    codes: take(passages * (tables / 2)),
    scratch: take(threads * scratch.bytes),
  };
  const hasKernel = useKernel && fitsVectorKernels(dimensions) && loadKernelModule('cell-building') !== null;
  const memory = hasKernel ? createSharedMemory(end) : null;
  const buffer = memory?.buffer ?? new SharedArrayBuffer(end);
  return { buffer, memory, places, passages, dimensions, cells, leaders, nearOfEach, threads };
}

export function viewCells(space: CellSpace): CellBuildingArrays {
  const { buffer, places, passages, dimensions, cells, leaders, nearOfEach } = space;
  const tables = countTables(dimensions);
  return {
    dimensions,
    leaders,
    near: new Uint32Array(buffer, places.near, leaders * nearOfEach),
    vectors: new Int8Array(buffer, places.vectors, passages * dimensions),
    centres: new Int8Array(buffer, places.centres, cells * dimensions),
    order: new Uint32Array(buffer, places.order, dimensions),
    tables: new Uint32Array(buffer, places.tables, TABLE_WIDTHS.length),
    words: new Int8Array(buffer, places.words, dimensions * CODE_WORDS),
    offsets: new Int32Array(buffer, places.offsets, tables * CODE_WORDS),
    rows: new Uint32Array(buffer, places.rows, passages),
    runs: new Uint32Array(buffer, places.runs, leaders + 1),
    found: new Uint32Array(buffer, places.found, passages),
    cellOf: new Uint32Array(buffer, places.cellOf, passages),
    codes: new Uint8Array(buffer, places.codes, passages * (tables / 2)),
  };
}

/** Where a thread has its room, and in it that for the centres near to a leader. */
export function cellScratchOf(space: CellSpace, part: number): { readonly at: number; readonly centres: number } {
  const { bytes, centres } = planScratch(space);
  const at = space.places.scratch + part * bytes;
  return { at, centres: at + centres };
}
