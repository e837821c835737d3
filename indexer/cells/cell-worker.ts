import { workerData } from 'node:worker_threads';
import type { CellBuilding } from '../../src/kernel/cell-building.ts';
import { importModules, type ModuleUrls } from '../../src/modules.ts';
import { openCellBuilding } from '../../src/wasm/cell-building.ts';
import type { CellSpace } from '../../src/wasm/cell-space.ts';
import { type Outcome, outcomeOf, takeValue } from '../threads/outcome.ts';
import { type CellStep, carryOut } from './form-cells.ts';

/** A worker thread of the building of cells: its part of a step. */

export interface CellWorkerSettings {
  readonly space: CellSpace;
  readonly modules: ModuleUrls;
  readonly rest: SharedArrayBuffer;
}

/** No two tasks with one `part` run at a time. */
export interface CellTask extends CellStep {
  readonly part: number;
}

const { space, modules, rest } = workerData as CellWorkerSettings;
const imported = await outcomeOf(() => importModules(modules));
const buildings = new Map<number, CellBuilding>();

function buildingOf(part: number): CellBuilding {
  let building = buildings.get(part);
  if (building === undefined) {
    building = openCellBuilding(space, part);
    buildings.set(part, building);
  }
  return building;
}

export default async function runTask(task: CellTask): Promise<Outcome<null>> {
  return await outcomeOf(() => {
    takeValue(imported);
    carryOut(space, buildingOf(task.part), rest, task);
    return null;
  });
}
