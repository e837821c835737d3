import { workerData } from 'node:worker_threads';
import type { PostingsLayout } from '../../src/format/frequent-list.ts';
import { importModules, type ModuleUrls } from '../../src/modules.ts';
import { type Outcome, outcomeOf, takeValue } from '../threads/outcome.ts';
import { buildDictionary } from './dictionary.ts';
import { buildPostings } from './shard-builder.ts';
import type { CollectionStatistics, Scoring, ShardFolders, ShardPlan, ShardTerms } from './shard-plan.ts';

/** A worker thread of the assembly: one pass over one shard. */

export interface ShardWorkerSettings {
  readonly modules: ModuleUrls;
}

export type ShardTask =
  | { readonly pass: 'dictionary'; readonly plan: ShardPlan; readonly folders: ShardFolders }
  | {
      readonly pass: 'postings';
      readonly plan: ShardPlan;
      readonly folders: ShardFolders;
      readonly terms: ShardTerms;
      readonly collectionFrequencies: Uint32Array;
      readonly statistics: CollectionStatistics;
      readonly scoring: Scoring;
      readonly layout: PostingsLayout;
    };

const { modules } = workerData as ShardWorkerSettings;
const imported = await outcomeOf(() => importModules(modules));

export default async function processShard(task: ShardTask): Promise<Outcome<ShardTerms | null>> {
  return await outcomeOf(() => {
    takeValue(imported);
    return passOver(task);
  });
}

function passOver(task: ShardTask): ShardTerms | null {
  const { plan, folders } = task;
  if (task.pass === 'dictionary') return buildDictionary(plan, folders);
  const { terms, collectionFrequencies, statistics, scoring, layout } = task;
  buildPostings(plan, folders, terms, { collectionFrequencies, statistics, scoring }, layout);
  return null;
}
