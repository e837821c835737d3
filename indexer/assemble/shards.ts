import { join } from 'node:path';
import { Piscina } from 'piscina';
import { vectorsFile } from '../../src/format/file-names.ts';
import type { PostingsLayout } from '../../src/format/frequent-list.ts';
import { VECTORS_KIND } from '../../src/format/vectors.ts';
import { SectionFileWriter } from '../../src/store/section-file-writer.ts';
import { workerFile } from '../../src/worker-file.ts';
import { sumFrequencies } from '../invert/collection-frequencies.ts';
import type { ShardFolders, ShardPlan, ShardTerms } from '../invert/shard-plan.ts';
import type { ShardTask } from '../invert/shard-worker.ts';
import type { UnitSummary } from '../unit/unit-file.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

const COPY_BYTES = 1024 * 1024;

/** Groups whole units, in order, into shards of at most so many passages. */
export function planShards(units: readonly UnitSummary[], shardPassages: number): ShardPlan[] {
  const shards: { units: number[]; unitPassages: number[] }[] = [];
  let passages = shardPassages;
  for (const unit of units) {
    if (passages + unit.passages > shardPassages) {
      shards.push({ units: [], unitPassages: [] });
      passages = 0;
    }
    const shard = shards[shards.length - 1];
    shard.units.push(unit.unit);
    shard.unitPassages.push(unit.passages);
    passages += unit.passages;
  }
  return shards.map((shard, i) => ({ shard: i, ...shard }));
}

export interface LexicalCounts {
  readonly terms: number;
  readonly postings: number;
}

/** Writes terms, postings and positions of every shard; passes over different shards run in different threads. */
export async function assembleShards(
  plans: readonly ShardPlan[],
  folders: ShardFolders,
  totals: { readonly passages: number; readonly tokens: number },
  layout: PostingsLayout,
  threads: number,
): Promise<LexicalCounts> {
  const pool = new Piscina<ShardTask, ShardTerms | null>({
    filename: workerFile(import.meta.url, '../invert/shard-worker.js'),
    minThreads: 1,
    maxThreads: Math.min(threads, plans.length),
  });
  try {
    const found = (await Promise.all(
      plans.map((plan) => pool.run({ pass: 'dictionary', plan, folders })),
    )) as ShardTerms[];
    const frequencies = found.map((terms) => terms.frequencies);
    const { collection, terms, smallest } = sumFrequencies(folders.output, frequencies);
    const statistics = { ...totals, smallestFrequency: smallest };
    await Promise.all(
      plans.map((plan, i) =>
        pool.run({
          pass: 'postings',
          plan,
          folders,
          terms: found[i],
          collectionFrequencies: collection[i],
          statistics,
          layout,
        }),
      ),
    );
    let postings = 0;
    for (const shard of frequencies) for (const frequency of shard) postings += frequency;
    return { terms, postings };
  } finally {
    await pool.destroy();
  }
}

/** Writes `vectors-SSS.bin` of every shard from the units' vectors, in order. */
export function assembleVectors(
  plans: readonly ShardPlan[],
  units: readonly UnitReader[],
  dimensions: number,
  output: string,
): void {
  for (const plan of plans) {
    const passages = plan.unitPassages.reduce((sum, count) => sum + count, 0);
    const writer = new SectionFileWriter(join(output, vectorsFile(plan.shard)), VECTORS_KIND, [
      { name: 'vectors', type: 'i8', elements: passages * dimensions },
    ]);
    for (const unit of plan.units) units[unit].copy('vectors', writer.section('vectors'), COPY_BYTES);
    writer.finish();
  }
}
