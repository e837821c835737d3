import type { PostingsLayout } from '../../src/format/frequent-list.ts';
import { buildDictionary } from './dictionary.ts';
import { buildPostings } from './shard-builder.ts';
import type { CollectionStatistics, ShardFolders, ShardPlan, ShardTerms } from './shard-plan.ts';

/** A worker thread of the assembly: one pass over one shard. */

export type ShardTask =
  | { readonly pass: 'dictionary'; readonly plan: ShardPlan; readonly folders: ShardFolders }
  | {
      readonly pass: 'postings';
      readonly plan: ShardPlan;
      readonly folders: ShardFolders;
      readonly terms: ShardTerms;
      readonly collectionFrequencies: Uint32Array;
      readonly statistics: CollectionStatistics;
      readonly layout: PostingsLayout;
    };

export default function processShard(task: ShardTask): ShardTerms | null {
  const { plan, folders } = task;
  if (task.pass === 'dictionary') return buildDictionary(plan, folders);
  buildPostings(plan, folders, task.terms, task.collectionFrequencies, task.statistics, task.layout);
  return null;
}
