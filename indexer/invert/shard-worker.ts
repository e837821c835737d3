import {
  buildDictionary,
  buildPostings,
  type CollectionStatistics,
  type ShardFolders,
  type ShardPlan,
} from './shard-builder.ts';

/** A worker thread of the assembly: one pass over one shard. */

export type ShardTask =
  | { readonly pass: 'dictionary'; readonly plan: ShardPlan; readonly folders: ShardFolders }
  | {
      readonly pass: 'postings';
      readonly plan: ShardPlan;
      readonly folders: ShardFolders;
      readonly frequencies: Uint32Array;
      readonly collectionFrequencies: Uint32Array;
      readonly statistics: CollectionStatistics;
    };

export default function processShard(task: ShardTask): Uint32Array | null {
  const { plan, folders } = task;
  if (task.pass === 'dictionary') return buildDictionary(plan, folders);
  buildPostings(plan, folders, task.frequencies, task.collectionFrequencies, task.statistics);
  return null;
}
