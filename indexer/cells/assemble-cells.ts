import { join } from 'node:path';
import { CELLS_KIND, type CellSections, planCellSections } from '../../src/format/cells.ts';
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

/** Cells that a search may look into, the fewest first; the first of them that finds enough is taken. */
const PROBES = [24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];
/** One more than of graphs: of real questions cells find up to one in a hundred less than of middles between passages. */
const ENOUGH_PERCENT = 99;
const CANDIDATES = 1024;
const NEAREST = 256;
/** Nearest passages by which the reach is chosen. */
const RECALL_DEPTH = 10;
const SAMPLES = 200;
/** What threads and buffers take beside the space in which cells are built. */
const BESIDE_BYTES = 64 * 1024 * 1024;

/**
 * Writes `cells-SSS.bin` of every shard, one after the other. Memory: the vectors of the largest shard, and their codes twice.
 *
 * @returns how the cells are to be searched: with the fewest probes that find 99 % of the nearest, or the most
 * @throws StillwebError STORAGE_FAILED
 */
export async function assembleCells(options: GraphAssembly): Promise<CellsDescription> {
  const { shards, dimensions, folder } = options;
  const firstPassages = firstPassagesOf(shards);
  const queries = readMiddles(folder, shards, dimensions, SAMPLES);
  let answers: ShardAnswer[] | null = null;
  for (const shard of shards.keys()) {
    await assembleShard(shard, firstPassages[shard], options);
    collectGarbage();
    const found = await measureCells({
      ...options,
      shard,
      candidates: CANDIDATES,
      measure: { queries, efs: PROBES, depth: NEAREST, firstPassage: firstPassages[shard] },
    });
    answers = answers === null ? found : joinAnswers(answers, found, NEAREST);
    collectGarbage();
  }
  return { kind: 'ivf-pq', candidates: CANDIDATES, nearest: NEAREST, ...describeReach(answers ?? []) };
}

/** The reach that is long enough, and what it finds. */
export function describeReach(answers: readonly ShardAnswer[]): Pick<CellsDescription, 'probes' | 'recall' | 'listed'> {
  const recalls = PROBES.map((_, place) => addUpRecall(answers, place, RECALL_DEPTH));
  const chosen = chooseFirst(recalls, ENOUGH_PERCENT);
  const { found, of } = addUpRecall(answers, chosen, NEAREST);
  return { probes: PROBES[chosen], recall: recalls[chosen], listed: { found, of } };
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
  const { centres, starts, passages, words, codes } = sections;
  const cells = starts.length - 1;
  withSectionFile(path, CELLS_KIND, planCellSections(cells, starts[cells], dimensions), (writer) => {
    writer.section('centres').append(centres);
    writer.section('starts').append(starts);
    writer.section('passages').append(passages);
    writer.section('words').append(words);
    writer.section('codes').append(codes);
  });
}
