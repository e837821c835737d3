import { workerData } from 'node:worker_threads';
import type { PostingsLayout } from '../../src/format/frequent-list.ts';
import type { Manifest } from '../../src/format/manifest.ts';
import { importModules, type ModuleUrls } from '../../src/modules.ts';
import type { TermStatistics } from '../../src/store/invariants/merged-terms.ts';
import type { TermSpan } from '../../src/store/invariants/postings.ts';
import {
  type ImpactsHalf,
  lookAtImpacts,
  lookAtPostings,
  type PostingsHalf,
} from '../../src/store/invariants/shard-halves.ts';
import { viewStaged } from '../../src/store/staged-view.ts';
import { type Outcome, outcomeOf, takeValue } from '../threads/outcome.ts';
import { leastOf } from './collection-frequencies.ts';
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

/** Both passes over the only shard of a collection, which need not know of another one. */
export interface WholeTask extends Omit<PostingsTask, 'pass' | 'terms' | 'collectionFrequencies' | 'statistics'> {
  readonly pass: 'whole';
  readonly totals: CollectionStatistics['totals'];
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

/** Looks through some terms of what the shards of a generation have become. */
export interface ProofTask {
  readonly pass: 'proof';
  readonly folder: string;
  readonly manifest: Manifest;
  /** By shard. */
  readonly spans: readonly TermSpan[];
  /** Of the collection, for the second step of the proof; absent for the first. */
  readonly statistics?: TermStatistics;
}

export type ShardTask = { readonly pass: 'none' } | DictionaryTask | PostingsTask | WholeTask | ProofTask;
export type ShardFound = ShardTerms | PostingsHalf | ImpactsHalf | null;

const { modules } = workerData as ShardWorkerSettings;
const imported = await outcomeOf(() => importModules(modules));

export default async function processShard(task: ShardTask): Promise<Outcome<ShardFound>> {
  return await outcomeOf(() => {
    takeValue(imported);
    return passOver(task);
  });
}

function passOver(task: ShardTask): ShardFound {
  if (task.pass === 'none') return null;
  if (task.pass === 'proof') {
    const { spans, statistics } = task;
    const view = viewStaged(task.folder, task.manifest);
    return statistics === undefined ? lookAtPostings(view, spans) : lookAtImpacts(view, spans, statistics);
  }
  const { plan, folders } = task;
  if (task.pass === 'dictionary') return buildDictionary(plan, folders);
  if (task.pass === 'whole') {
    const { totals, scoring, layout } = task;
    const terms = buildDictionary(plan, folders);
    const { frequencies } = terms;
    const statistics = { totals, smallestFrequency: leastOf(frequencies) };
    buildPostings(plan, folders, terms, { collectionFrequencies: frequencies, statistics, scoring }, layout);
    return terms;
  }
  const { terms, collectionFrequencies, statistics, scoring, layout } = task;
  buildPostings(plan, folders, terms, { collectionFrequencies, statistics, scoring }, layout);
  return null;
}
