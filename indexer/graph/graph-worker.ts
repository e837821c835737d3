import { workerData } from 'node:worker_threads';
import type { GraphParameters } from '../../src/kernel/graph-building.ts';
import { type GraphCopies, searchWithCopies } from '../../src/kernel/graph-copies.ts';
import { importModules, type ModuleUrls } from '../../src/modules.ts';
import { type GraphBuilder, openGraphBuilder } from '../../src/wasm/graph-building.ts';
import type { GraphSpace } from '../../src/wasm/graph-space.ts';
import { type Outcome, outcomeOf, takeValue } from '../threads/outcome.ts';
import { answerFromShard, type RecallMeasure, type ShardAnswer, type ShardSearch } from './recall.ts';

/** A worker thread of the building of a graph: its part of one half of a batch, or of the measuring of what was built. */

export interface GraphWorkerSettings {
  readonly space: GraphSpace;
  readonly parameters: GraphParameters;
  readonly modules: ModuleUrls;
  readonly copies: GraphCopies;
}

/** No two tasks with one `part` run at a time. */
export type GraphTask =
  | { readonly step: 'find'; readonly part: number; readonly end: number }
  | {
      readonly step: 'link';
      readonly part: number;
      readonly parts: number;
      readonly start: number;
      readonly end: number;
    }
  | { readonly step: 'measure'; readonly part: number; readonly measure: RecallMeasure };

const { space, parameters, modules, copies } = workerData as GraphWorkerSettings;
const imported = await outcomeOf(() => importModules(modules));
const builders = new Map<number, GraphBuilder>();

function builderOf(part: number): GraphBuilder {
  let builder = builders.get(part);
  if (builder === undefined) {
    builder = openGraphBuilder(space, parameters, part);
    builders.set(part, builder);
  }
  return builder;
}

export default async function runTask(task: GraphTask): Promise<Outcome<ShardAnswer[]>> {
  return await outcomeOf(() => {
    takeValue(imported);
    return carryOut(task);
  });
}

function carryOut(task: GraphTask): ShardAnswer[] {
  const builder = builderOf(task.part);
  if (task.step === 'find') builder.findNeighbours(task.end);
  else if (task.step === 'link') builder.linkBack(task.start, task.end, task.part, task.parts);
  else return answerFromShard(space.nodes, asProduct(builder), task.measure);
  return [];
}

/** Searches as the product does: a node is found with its copies. */
function asProduct(builder: GraphBuilder): ShardSearch {
  const search = searchWithCopies(builder, copies, space.nodes);
  return {
    search: (query, ef) => search.search(query, ef),
    compare: (query, start, rows) => builder.compare(query, start, rows),
  };
}
