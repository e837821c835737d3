import type { CellSections } from '../../src/format/cells.ts';
import type { ModuleUrls } from '../../src/modules.ts';
import type { CellSpace } from '../../src/wasm/cell-space.ts';
import { workerFile } from '../../src/worker-file.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import type { CellTask, CellWorkerSettings } from './cell-worker.ts';
import { createRest, formCells, type RunStep } from './form-cells.ts';

/** A shard of fewer passages than this for each thread is done by fewer threads: starting them takes longer. */
export const LEAST_ROWS = 2048;

export interface CellBuildOptions {
  /** Vectors that centres and words are learned from. */
  readonly sample: Uint32Array;
  /** Imported by every thread. */
  readonly modules?: ModuleUrls;
  /** Called with the vectors that are done. */
  readonly onProgress?: (vectors: number) => void;
}

/**
 * Parts the vectors in a space into cells and gives them codes: the same, bit for bit, whatever the number of threads.
 *
 * @returns views into the space
 * @throws StillwebError STORAGE_FAILED when a thread could not load what it needs
 */
export async function buildCells(
  space: CellSpace,
  { sample, modules = [], onProgress }: CellBuildOptions,
): Promise<CellSections> {
  const rest = createRest(sample, space.dimensions);
  const data: CellWorkerSettings = { space, modules, rest };
  const pool = new ThreadPool<CellTask, null>({
    file: workerFile(import.meta.url, './cell-worker.js'),
    threads: space.threads,
    data,
  });
  const run: RunStep = (step, count) => {
    const parts = Math.min(space.threads, count, Math.ceil(space.passages / LEAST_ROWS));
    const place = (part: number) => Math.floor((part * count) / parts);
    return Promise.all(
      Array.from({ length: parts }, (_, part) => pool.run({ step, part, start: place(part), end: place(part + 1) })),
    );
  };
  try {
    return await formCells(space, sample, rest, run, onProgress);
  } finally {
    await pool.destroy();
  }
}
