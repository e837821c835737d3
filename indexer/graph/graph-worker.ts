import { workerData } from 'node:worker_threads';
import { type GraphBuilding, type GraphParameters, ScalarGraphBuilding } from '../../src/kernel/graph-building.ts';
import { GraphWalk } from '../../src/kernel/graph-walk.ts';
import { MAX_EF } from '../../src/store/vector-memory.ts';
import { counterOf, type GraphSpace, viewGraph } from './graph-space.ts';
import { answerFromShard, type RecallMeasure, type ShardAnswer, scalarScorer } from './recall.ts';
import { WasmGraphBuilding } from './wasm-building.ts';

/** A worker thread of the building of a graph: its part of one half of a batch, or of the measuring of what was built. */

export interface GraphWorkerSettings {
  readonly space: GraphSpace;
  readonly parameters: GraphParameters;
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

const { space, parameters } = workerData as GraphWorkerSettings;
const buildings = new Map<number, GraphBuilding>();

function buildingOf(part: number): GraphBuilding {
  let building = buildings.get(part);
  if (building === undefined) {
    building =
      space.memory === null
        ? new ScalarGraphBuilding(viewGraph(space), parameters, counterOf(space))
        : new WasmGraphBuilding(space, space.memory, parameters, part);
    buildings.set(part, building);
  }
  return building;
}

export default function runTask(task: GraphTask): ShardAnswer[] {
  const building = buildingOf(task.part);
  if (task.step === 'find') building.findNeighbours(task.end);
  else if (task.step === 'link') building.linkBack(task.start, task.end, task.part, task.parts);
  else {
    const graph = viewGraph(space);
    const [search, scorer] =
      building instanceof WasmGraphBuilding
        ? [building, building.rowScorer()]
        : [new GraphWalk(graph, MAX_EF), scalarScorer(graph.vectors)];
    return answerFromShard(graph, search, scorer, task.measure);
  }
  return [];
}
