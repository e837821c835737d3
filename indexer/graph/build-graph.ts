import type { GraphParameters } from '../../src/kernel/graph-building.ts';
import { type GraphCopies, NO_COPIES } from '../../src/kernel/graph-copies.ts';
import { batchEnd } from '../../src/kernel/graph-plan.ts';
import type { ModuleUrls } from '../../src/modules.ts';
import { openGraphBuilder } from '../../src/wasm/graph-building.ts';
import { counterOf, type GraphSpace, viewGraph } from '../../src/wasm/graph-space.ts';
import { workerFile } from '../../src/worker-file.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import { connectUnreached } from './connect-unreached.ts';
import type { GraphTask, GraphWorkerSettings } from './graph-worker.ts';
import type { RecallMeasure, ShardAnswer } from './recall.ts';

/** Batches below this are done by one thread: handing them out takes longer. */
const MIN_SHARED_BATCH = 64;

export interface GraphBuildOptions {
  readonly parameters: GraphParameters;
  /** Imported by every thread. */
  readonly modules?: ModuleUrls;
  readonly onProgress?: (inserted: number) => void;
  /** Ask the finished graph, to measure what it finds. */
  readonly measure?: RecallMeasure;
  /** What was left out of the space, and is found with its nodes. */
  readonly copies?: GraphCopies;
}

/**
 * Builds the graph of the vectors in a space. Nodes are inserted in batches whose sizes depend on the number inserted
 * before alone; all searches of a batch see the graph as it was before the batch, and each node's new links are added by
 * one thread in one order. So the graph is the same, bit for bit, whatever the number of threads (after ParlayANN,
 * Manohar et al., PPoPP 2024).
 *
 * @returns the answers to the queries of `measure`; none when it was not given
 * @throws StillwebError STORAGE_FAILED when a thread could not load what it needs
 */
export async function buildGraph(space: GraphSpace, options: GraphBuildOptions): Promise<ShardAnswer[]> {
  const { threads, inserted } = space;
  const { parameters, modules = [], copies = NO_COPIES } = options;
  const settings: GraphWorkerSettings = { space, parameters, modules, copies };
  const pool = new ThreadPool<GraphTask, ShardAnswer[]>({
    file: workerFile(import.meta.url, './graph-worker.js'),
    threads,
    data: settings,
  });
  const counter = counterOf(space);
  const inParts = (parts: number, makeTask: (part: number) => GraphTask) =>
    Promise.all(Array.from({ length: parts }, (_, part) => pool.run(makeTask(part))));
  try {
    // Rank 0 is the entry of every walk and needs no links to be found.
    for (let start = 1; start < inserted; ) {
      const end = batchEnd(start, inserted);
      const parts = end - start < MIN_SHARED_BATCH ? 1 : threads;
      Atomics.store(counter, 0, start);
      await inParts(parts, (part) => ({ step: 'find', part, end }));
      const first = start;
      await inParts(parts, (part) => ({ step: 'link', part, parts, start: first, end }));
      start = end;
      options.onProgress?.(end);
    }
    // No thread works now, so the scratch of the first is free.
    const graph = viewGraph(space);
    const builder = openGraphBuilder(space, parameters, 0);
    connectUnreached(graph, graph.numbers.subarray(0, inserted), builder, parameters.efConstruction);
    const { measure } = options;
    if (measure === undefined) return [];
    const queriesOf = (part: number) => measure.queries.filter((_, i) => i % threads === part);
    const answers = await inParts(threads, (part) => ({
      step: 'measure',
      part,
      measure: { ...measure, queries: queriesOf(part) },
    }));
    return measure.queries.map((_, i) => answers[i % threads][Math.floor(i / threads)]);
  } finally {
    await pool.destroy();
  }
}
