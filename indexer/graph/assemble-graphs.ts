import { join } from 'node:path';
import { graphFile } from '../../src/format/file-names.ts';
import { GRAPH_KIND, planGraphSections } from '../../src/format/graph.ts';
import type { GraphDescription } from '../../src/format/manifest.ts';
import type { GraphParameters } from '../../src/kernel/graph-building.ts';
import { type GraphCopies, NO_COPIES } from '../../src/kernel/graph-copies.ts';
import { countReached } from '../../src/kernel/graph-reach.ts';
import type { ModuleUrls } from '../../src/modules.ts';
import { withSectionFile } from '../../src/store/section-file-writer.ts';
import { createGraphSpace, type GraphSpace, leaveOutCopies, viewGraph } from '../../src/wasm/graph-space.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { buildGraph } from './build-graph.ts';
import { findCopies } from './find-copies.ts';
import { openVectors, readMiddles } from './middles.ts';
import { addUpRecall, chooseFirst, joinAnswers, type RecallMeasure, type ShardAnswer } from './recall.ts';

/** Measured: as many found as with 16 and 200, for two thirds of the time (docs/decisions/018-hnsw.md). */
export const GRAPH_PARAMETERS: GraphParameters = { m: 20, efConstruction: 120 };
/** Candidates of a walk that are tried, the fewest first; the first of them that finds enough are taken. */
const EFS = [512, 768, 1024, 1536];
const ENOUGH_PERCENT = 98;
const NEAREST = 256;
/** Nearest passages by which a walk is chosen. */
const RECALL_DEPTH = 10;
const SAMPLES = 200;
/** What threads and buffers take beside the space in which a graph is built. */
const BESIDE_BYTES = 64 * 1024 * 1024;

export interface GraphAssembly {
  /** Passages of each shard. */
  readonly shards: readonly number[];
  readonly dimensions: number;
  /** Folder with the files of vectors; the graphs are written beside them. */
  readonly folder: string;
  readonly threads: number;
  readonly memoryBytes: number;
  /** Imported by every thread. */
  readonly modules: ModuleUrls;
  readonly onProgress?: (passages: number, total: number) => void;
  /** Called once when a graph needs more memory than was allowed. */
  readonly onExcess?: (neededBytes: number) => void;
}

/**
 * Writes `graph-SSS.bin` of every shard, one after the other. Memory: the vectors of the largest shard and some 150 bytes
 * for each of its passages, whatever was allowed, because a graph cannot be built in pieces; the graph does not depend on it.
 *
 * @returns how the graphs are to be searched: with the smallest `ef` that finds 98 % of the nearest, or the largest
 * @throws StillwebError STORAGE_FAILED
 */
export async function assembleGraphs(options: GraphAssembly): Promise<GraphDescription> {
  const { shards, dimensions, folder } = options;
  const queries = readMiddles(folder, shards, dimensions, SAMPLES);
  let answers: ShardAnswer[] | null = null;
  let reached = 0;
  let firstPassage = 0;
  const largest = Math.max(...shards);
  for (const [shard, passages] of shards.entries()) {
    const measure = { queries, efs: EFS, depth: NEAREST, firstPassage };
    const graph = await assembleGraph(shard, measure, passages === largest, options);
    answers = answers === null ? graph.answers : joinAnswers(answers, graph.answers, NEAREST);
    reached += graph.reached;
    collectGarbage();
    firstPassage += passages;
  }
  return { kind: 'hnsw', ...GRAPH_PARAMETERS, ...describeWalk(answers ?? []), reached };
}

/** The walk that is long enough, and what it finds. */
export function describeWalk(
  answers: readonly ShardAnswer[],
): Pick<GraphDescription, 'ef' | 'nearest' | 'recall' | 'listed'> {
  const recalls = EFS.map((_, walk) => addUpRecall(answers, walk, RECALL_DEPTH));
  const chosen = chooseFirst(recalls, ENOUGH_PERCENT);
  const { found, of } = addUpRecall(answers, chosen, NEAREST);
  return { ef: EFS[chosen], nearest: NEAREST, recall: recalls[chosen], listed: { found, of } };
}

/** A call of its own, so that its memory is free before the next shard takes as much. */
async function assembleGraph(
  shard: number,
  measure: RecallMeasure,
  isLargest: boolean,
  { shards, dimensions, folder, threads, ...options }: GraphAssembly,
): Promise<{ answers: ShardAnswer[]; reached: number }> {
  const whole = createGraphSpace(shards[shard], dimensions, threads);
  const neededBytes = whole.buffer.byteLength + BESIDE_BYTES;
  if (isLargest && neededBytes > options.memoryBytes) options.onExcess?.(neededBytes);
  const file = openVectors(folder, shard, shards[shard] * dimensions);
  file.reader.readAt(viewGraph(whole).vectors, file.start);
  file.reader.close();
  const copies = findCopies(viewGraph(whole).vectors, dimensions);
  const space = leaveOutCopies(whole, copies);
  const total = shards.reduce((sum, passages) => sum + passages, 0);
  const answers = await buildGraph(space, {
    parameters: GRAPH_PARAMETERS,
    modules: options.modules,
    measure,
    copies,
    onProgress: (inserted) => options.onProgress?.(measure.firstPassage + inserted, total),
  });
  writeGraph(join(folder, graphFile(shard)), space, copies);
  return { answers, reached: countReached(viewGraph(space), copies) };
}

export function writeGraph(path: string, space: GraphSpace, { copies, nodes }: GraphCopies = NO_COPIES): void {
  const { lowLinks, highLinks, numbers, levelNodes } = viewGraph(space);
  const plans = planGraphSections(levelNodes, copies.length);
  const ranks = plans.find(({ name }) => name === 'numbers')?.elements;
  withSectionFile(path, GRAPH_KIND, plans, (writer) => {
    writer.section('levels').append(levelNodes);
    writer.section('links').append(lowLinks);
    writer.section('numbers').append(numbers.subarray(0, ranks));
    writer.section('upper').append(highLinks);
    if (copies.length === 0) return;
    writer.section('copies').append(copies);
    writer.section('copy.of').append(nodes);
  });
}
