import type { CellBuildingArrays } from '../kernel/cell-building.ts';
import { CODE_VALUES, CODE_WORDS } from '../kernel/constants.ts';
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
  readonly threads: number;
}

/** Where each part begins, in bytes. */
export interface CellPlaces {
  readonly vectors: number;
  readonly centres: number;
  readonly words: number;
  readonly offsets: number;
  readonly rows: number;
  readonly cellOf: number;
  readonly codes: number;
  readonly scratch: number;
}

/** Four queries and their scores against all centres. */
function scratchBytes(dimensions: number, cells: number): number {
  return alignPlace(4 * (dimensions * 2 + 64) + cells * 4 * 4);
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
  const tables = dimensions / CODE_VALUES;
  const places: CellPlaces = {
    vectors: take(passages * dimensions),
    centres: take(cells * dimensions),
    words: take(dimensions * CODE_WORDS),
    offsets: take(tables * CODE_WORDS * 4),
    rows: take(passages * 4),
    cellOf: take(passages * 4),
    codes: take(passages * (tables / 2)),
    scratch: take(threads * scratchBytes(dimensions, cells)),
  };
  const hasKernel = useKernel && fitsVectorKernels(dimensions) && loadKernelModule('cell-building') !== null;
  const memory = hasKernel ? createSharedMemory(end) : null;
  const buffer = memory?.buffer ?? new SharedArrayBuffer(end);
  return { buffer, memory, places, passages, dimensions, cells, threads };
}

export function viewCells({ buffer, places, passages, dimensions, cells }: CellSpace): CellBuildingArrays {
  const tables = dimensions / CODE_VALUES;
  return {
    dimensions,
    vectors: new Int8Array(buffer, places.vectors, passages * dimensions),
    centres: new Int8Array(buffer, places.centres, cells * dimensions),
    words: new Int8Array(buffer, places.words, dimensions * CODE_WORDS),
    offsets: new Int32Array(buffer, places.offsets, tables * CODE_WORDS),
    rows: new Uint32Array(buffer, places.rows, passages),
    cellOf: new Uint32Array(buffer, places.cellOf, passages),
    codes: new Uint8Array(buffer, places.codes, passages * (tables / 2)),
  };
}

/** Where a thread has its room. */
export function cellScratchOf({ places, dimensions, cells }: CellSpace, part: number): number {
  return places.scratch + part * scratchBytes(dimensions, cells);
}
