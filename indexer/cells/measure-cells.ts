import { CELLS_KIND } from '../../src/format/cells.ts';
import { cellsFile, vectorsFile } from '../../src/format/file-names.ts';
import { VECTORS_KIND } from '../../src/format/vectors.ts';
import type { CellReach } from '../../src/kernel/cell-search.ts';
import type { ModuleUrls } from '../../src/modules.ts';
import { SectionFileReader } from '../../src/store/section-file-reader.ts';
import { createVectorMemory } from '../../src/wasm/vector-memory.ts';
import { workerFile } from '../../src/worker-file.ts';
import type { RecallMeasure, ShardAnswer } from '../graph/recall.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import { LEAST_ROWS } from './build-cells.ts';
import type { MeasureSettings } from './measure-worker.ts';

export interface CellMeasure {
  readonly folder: string;
  readonly shards: readonly number[];
  readonly shard: number;
  readonly dimensions: number;
  readonly reach: Omit<CellReach, 'patience'>;
  readonly threads: number;
  readonly modules: ModuleUrls;
  /** Its `efs` are patiences. */
  readonly measure: RecallMeasure;
}

/** Asks the written cells of a shard as a server does. @throws StillwebError STORAGE_FAILED when a thread could not load what it needs */
export async function measureCells(options: CellMeasure): Promise<ShardAnswer[]> {
  const { folder, shards, shard, dimensions, reach, modules, measure } = options;
  const threads = Math.min(options.threads, Math.ceil(shards[shard] / LEAST_ROWS));
  const vectorReader = new SectionFileReader(folder, vectorsFile(shard), VECTORS_KIND);
  const cellReader = new SectionFileReader(folder, cellsFile(shard), CELLS_KIND);
  const memory = createVectorMemory(vectorReader.bytes, cellReader.bytes);
  const besideAt = memory?.besideAt ?? Math.ceil(vectorReader.bytes / 64) * 64;
  const buffer = memory?.memory.buffer ?? new SharedArrayBuffer(besideAt + cellReader.bytes);
  vectorReader.readAt(new Uint8Array(buffer, 0, vectorReader.bytes), 0);
  cellReader.readAt(new Uint8Array(buffer, besideAt, cellReader.bytes), 0);
  const data: MeasureSettings = {
    memory,
    buffer,
    vectors: { name: vectorReader.name, at: 0, bytes: vectorReader.bytes },
    cells: { name: cellReader.name, at: besideAt, bytes: cellReader.bytes },
    passages: shards[shard],
    dimensions,
    reach,
    modules,
  };
  vectorReader.close();
  cellReader.close();
  const pool = new ThreadPool<RecallMeasure, ShardAnswer[]>({
    file: workerFile(import.meta.url, './measure-worker.js'),
    threads,
    data,
  });
  try {
    const queriesOf = (part: number) => measure.queries.filter((_, i) => i % threads === part);
    const answers = await Promise.all(
      Array.from({ length: threads }, (_, part) => pool.run({ ...measure, queries: queriesOf(part) })),
    );
    return measure.queries.map((_, i) => answers[i % threads][Math.floor(i / threads)]);
  } finally {
    await pool.destroy();
  }
}
