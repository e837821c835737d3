import { workerData } from 'node:worker_threads';
import type { PostingsLayout } from '../../src/format/frequent-list.ts';
import type { Manifest } from '../../src/format/manifest.ts';
import { importModules, type ModuleUrls } from '../../src/modules.ts';
import { type Finding, Findings } from '../../src/store/invariants/findings.ts';
import { checkShards } from '../../src/store/invariants/shards.ts';
import { viewStaged } from '../../src/store/staged-view.ts';
import { type Outcome, outcomeOf, takeValue } from '../threads/outcome.ts';
import { buildDictionary } from './dictionary.ts';
import { buildPostings } from './shard-builder.ts';
import type { CollectionStatistics, Scoring, ShardFolders, ShardPlan, ShardTerms } from './shard-plan.ts';

/** A worker thread of the assembly: one pass over one shard. */

export interface ShardWorkerSettings {
  readonly modules: ModuleUrls;
}

export interface DictionaryTask {
  readonly pass: 'dictionary';
  readonly plan: ShardPlan;
  readonly folders: ShardFolders;
}

export interface PostingsTask {
  readonly pass: 'postings';
  readonly plan: ShardPlan;
  readonly folders: ShardFolders;
  readonly terms: ShardTerms;
  readonly collectionFrequencies: Uint32Array;
  readonly statistics: CollectionStatistics;
  readonly scoring: Scoring;
  readonly layout: PostingsLayout;
}

/** Looks through what the shards of a generation have become. */
export interface ProofTask {
  readonly pass: 'proof';
  readonly folder: string;
  readonly manifest: Manifest;
}

export type ShardTask = { readonly pass: 'none' } | DictionaryTask | PostingsTask | ProofTask;

const { modules } = workerData as ShardWorkerSettings;
const imported = await outcomeOf(() => importModules(modules));

export default async function processShard(task: ShardTask): Promise<Outcome<ShardTerms | readonly Finding[] | null>> {
  return await outcomeOf(() => {
    takeValue(imported);
    return passOver(task);
  });
}

function passOver(task: ShardTask): ShardTerms | readonly Finding[] | null {
  if (task.pass === 'none') return null;
  if (task.pass === 'proof') {
    const findings = new Findings();
    checkShards(viewStaged(task.folder, task.manifest), findings);
    return findings.finish();
  }
  const { plan, folders } = task;
  if (task.pass === 'dictionary') return buildDictionary(plan, folders);
  const { terms, collectionFrequencies, statistics, scoring, layout } = task;
  buildPostings(plan, folders, terms, { collectionFrequencies, statistics, scoring }, layout);
  return null;
}
