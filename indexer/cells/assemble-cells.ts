import { join } from 'node:path';
import { CELLS_KIND, type CellSections, planCellSections, sumTables } from '../../src/format/cells.ts';
import { cellsFile } from '../../src/format/file-names.ts';
import { type CellsDescription, firstPassagesOf } from '../../src/format/manifest.ts';
import { withSectionFile } from '../../src/store/section-file-writer.ts';
import { createCellSpace, viewCells } from '../../src/wasm/cell-space.ts';
import { collectGarbage } from '../collect-garbage.ts';
import type { GraphAssembly } from '../graph/assemble-graphs.ts';
import { openVectors, readMiddles } from '../graph/middles.ts';
import { addUpRecall, chooseFirst, joinAnswers, type ShardAnswer } from '../graph/recall.ts';
import { buildCells } from './build-cells.ts';
import { planCells } from './cell-plan.ts';
import { measureCells } from './measure-cells.ts';

/** Cells without a near passage after which a search ends, the fewest first; the first of them that finds enough is taken. */
const PATIENCES = [64, 96, 128, 192, 256, 384, 512];
/** Of several shards: there is always something near to the middle between two of so many passages, and to a question there is not. */
const LEAST_OF_SEVERAL = 256;
/** Cells that a search looks into at most. */
const PROBES = 1024;
/** Half a per cent more than of graphs: at a million passages cells then find of real questions what graphs do. */
const ENOUGH_PERCENT = 98.5;
const NEAREST = 256;
/** Vectors that are compared in each shard, however many there are: a collection in order may have all that is near to a query in one. */
const LEAST_CANDIDATES = 192;
/** Beside them, in all shards together. */
const SHARED_CANDIDATES = 576;
/** Nearest passages by which the reach is chosen. */
const RECALL_DEPTH = 10;
const SAMPLES = 200;
/** What threads and buffers take beside the space in which cells are built. */
const BESIDE_BYTES = 64 * 1024 * 1024;

/**
 * Writes `cells-SSS.bin` of every shard, one after the other. Memory: the vectors of the largest shard, and their codes twice.
 *
 * @returns how the cells are to be searched: with the least patience that finds 98.5 % of the nearest, or the most
 * @throws StillwebError STORAGE_FAILED
 */
export async function assembleCells(options: GraphAssembly): Promise<CellsDescription> {
  const { shards, dimensions, folder } = options;
  const firstPassages = firstPassagesOf(shards);
  const queries = readMiddles(folder, shards, dimensions, SAMPLES);
  const candidates = countCandidates(shards.length);
  const patiences = listPatiences(shards.length);
  let answers: ShardAnswer[] | null = null;
  for (const shard of shards.keys()) {
    await assembleShard(shard, firstPassages[shard], options);
    collectGarbage();
    const found = await measureCells({
      ...options,
      shard,
      // The two passages that a query lies between are left out of what it finds.
      reach: { probes: PROBES, candidates, nearest: NEAREST + 2 },
      measure: { queries, efs: patiences, depth: NEAREST, firstPassage: firstPassages[shard] },
    });
    answers = answers === null ? found : joinAnswers(answers, found, NEAREST);
    collectGarbage();
  }
  const reach = { probes: PROBES, candidates, nearest: NEAREST };
  return { kind: 'ivf-mixed-pq', ...reach, ...describeReach(answers ?? [], patiences) };
}

/** Vectors that a search compares in each of so many shards: 768 in one, and the more shards, the fewer. */
export function countCandidates(shards: number): number {
  return LEAST_CANDIDATES + Math.ceil(SHARED_CANDIDATES / shards);
}

/** From which the reach of so many shards is chosen. */
export function listPatiences(shards: number): readonly number[] {
  return shards === 1 ? PATIENCES : PATIENCES.filter((patience) => patience >= LEAST_OF_SEVERAL);
}

/** The reach that is long enough, and what it finds. */
export function describeReach(
  answers: readonly ShardAnswer[],
  patiences: readonly number[],
): Pick<CellsDescription, 'patience' | 'recall' | 'listed'> {
  const recalls = patiences.map((_, place) => addUpRecall(answers, place, RECALL_DEPTH));
  const chosen = chooseFirst(recalls, ENOUGH_PERCENT);
  const { found, of } = addUpRecall(answers, chosen, NEAREST);
  return { patience: patiences[chosen], recall: recalls[chosen], listed: { found, of } };
}

/** A call of its own, so that its memory is free before the next shard takes as much. */
async function assembleShard(
  shard: number,
  firstPassage: number,
  { shards, dimensions, folder, threads, ...options }: GraphAssembly,
): Promise<void> {
  const { cells, sample } = planCells(shards[shard]);
  const space = createCellSpace(shards[shard], dimensions, cells, threads);
  const neededBytes = space.buffer.byteLength + BESIDE_BYTES;
  if (shards[shard] === Math.max(...shards) && neededBytes > options.memoryBytes) options.onExcess?.(neededBytes);
  const { vectors } = viewCells(space);
  const file = openVectors(folder, shard, vectors.length);
  file.reader.readAt(vectors, file.start);
  file.reader.close();
  const total = shards.reduce((sum, passages) => sum + passages, 0);
  const sections = await buildCells(space, {
    sample,
    modules: options.modules,
    onProgress: (done) => options.onProgress?.(firstPassage + done, total),
  });
  writeCells(join(folder, cellsFile(shard)), sections, dimensions);
}

export function writeCells(path: string, sections: CellSections, dimensions: number): void {
  const { centres, starts, passages, order, tables, words, codes } = sections;
  const cells = starts.length - 1;
  const plan = planCellSections(cells, starts[cells], dimensions, sumTables(tables));
  withSectionFile(path, CELLS_KIND, plan, (writer) => {
    writer.section('centres').append(centres);
    writer.section('starts').append(starts);
    writer.section('passages').append(passages);
    writer.section('order').append(order);
    writer.section('tables').append(tables);
    writer.section('words').append(words);
    writer.section('codes').append(codes);
  });
}
