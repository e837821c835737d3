import { workerData } from 'node:worker_threads';
import { readCells } from '../../src/format/cells.ts';
import { readVectors } from '../../src/format/vectors.ts';
import type { CellReach } from '../../src/kernel/cell-search.ts';
import { importModules, type ModuleUrls } from '../../src/modules.ts';
import { cellArrays, openCellSearch } from '../../src/wasm/cell-search.ts';
import type { VectorMemory } from '../../src/wasm/vector-memory.ts';
import { openVectorKernel } from '../../src/wasm/vector-scan.ts';
import { answerFromShard, type RecallMeasure, type ShardAnswer, type ShardSearch } from '../graph/recall.ts';
import { type Outcome, outcomeOf, takeValue } from '../threads/outcome.ts';

/** A worker thread that asks the cells of a shard, and every vector of it, the same questions. */

interface FilePlace {
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
}

export interface MeasureSettings {
  /** The memory of `buffer` for WebAssembly; null where the scalar twins search. */
  readonly memory: VectorMemory | null;
  readonly buffer: SharedArrayBuffer;
  readonly vectors: FilePlace;
  readonly cells: FilePlace;
  readonly passages: number;
  readonly dimensions: number;
  readonly reach: Omit<CellReach, 'patience'>;
  readonly modules: ModuleUrls;
}

const settings = workerData as MeasureSettings;
const imported = await outcomeOf(() => importModules(settings.modules));
let opened: ShardSearch | null = null;

function openShard(): ShardSearch {
  const { memory, buffer, vectors, cells, passages, dimensions, reach } = settings;
  const bytesOf = ({ at, bytes }: FilePlace) => new Uint8Array(buffer, at, bytes);
  const rows = readVectors(vectors.name, bytesOf(vectors), passages, dimensions);
  const sections = readCells(cells.name, bytesOf(cells), dimensions);
  const search = openCellSearch(cellArrays(sections, rows, dimensions), memory);
  const kernel = openVectorKernel(rows, dimensions, memory);
  return {
    search: (query, patience) => search.search(query, { ...reach, patience }),
    compare: (query, start, count) => {
      kernel.setQuery(query);
      return kernel.score(start, count);
    },
  };
}

export default async function runTask(measure: RecallMeasure): Promise<Outcome<ShardAnswer[]>> {
  return await outcomeOf(() => {
    takeValue(imported);
    opened ??= openShard();
    return answerFromShard(settings.passages, opened, measure);
  });
}
