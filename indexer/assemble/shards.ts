import { join } from 'node:path';
import { floatsFile, vectorsFile } from '../../src/format/file-names.ts';
import type { PostingsLayout } from '../../src/format/frequent-list.ts';
import type { FieldTotals } from '../../src/format/scored-passages.ts';
import { FLOAT_BYTES, FLOATS_KIND, VECTORS_KIND } from '../../src/format/vectors.ts';
import { withSectionFile } from '../../src/store/section-file-writer.ts';
import { sumFrequencies } from '../invert/collection-frequencies.ts';
import type { Scoring, ShardFolders, ShardPlan } from '../invert/shard-plan.ts';
import type { ShardThreads } from '../invert/shard-threads.ts';
import { FIRST_VECTORS, FLOATS, type UnitSummary } from '../unit/unit-file.ts';
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

export interface ShardAssembly {
  readonly plans: readonly ShardPlan[];
  readonly folders: ShardFolders;
  /** Of the whole collection. */
  readonly totals: FieldTotals;
  readonly scoring: Scoring;
  readonly layout: PostingsLayout;
  readonly threads: ShardThreads;
}

/**
 * Writes terms, postings and positions of every shard; passes over different shards run in different threads.
 *
 * @throws StillwebError STORAGE_FAILED
 */
export async function assembleShards(options: ShardAssembly): Promise<LexicalCounts> {
  const { plans, folders, totals, layout, scoring, threads } = options;
  if (plans.length === 1) {
    // Between two passes the thread would wait for this one, which is busy.
    const { frequencies } = await threads.buildWhole({ plan: plans[0], folders, totals, scoring, layout });
    return { terms: frequencies.length, postings: sum(frequencies) };
  }
  const found = await Promise.all(plans.map((plan) => threads.findTerms({ plan, folders })));
  const frequencies = found.map((terms) => terms.frequencies);
  const { collection, terms, smallest } = sumFrequencies(folders.output, frequencies);
  const statistics = { totals, smallestFrequency: smallest };
  await Promise.all(
    plans.map((plan, i) =>
      threads.writePostings({
        plan,
        folders,
        terms: found[i],
        collectionFrequencies: collection[i],
        statistics,
        scoring,
        layout,
      }),
    ),
  );
  return { terms, postings: frequencies.reduce((postings, shard) => postings + sum(shard), 0) };
}

function sum(numbers: Uint32Array): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Writes `vectors-SSS.bin` of every shard from the units' vectors, in order. */
export function assembleVectors(
  plans: readonly ShardPlan[],
  units: readonly UnitReader[],
  { dimensions, scoring }: { readonly dimensions: number; readonly scoring: Scoring },
  output: string,
): void {
  for (const plan of plans) {
    const passages = plan.unitPassages.reduce((sum, count) => sum + count, 0);
    const sections = [{ name: 'vectors', type: 'i8', elements: passages * dimensions }] as const;
    withSectionFile(join(output, vectorsFile(plan.shard)), VECTORS_KIND, sections, (writer) => {
      for (const number of plan.units) {
        const unit = units[number];
        const hasFirstWords = scoring.takesFirstWords && unit.elements(FIRST_VECTORS) > 0;
        if (hasFirstWords) writer.section('vectors').append(replaceFirstVectors(unit, dimensions));
        else unit.copy('vectors', writer.section('vectors'), COPY_BYTES);
      }
    });
  }
}

/** Writes `floats-SSS.bin` of every shard from the units', in order. */
export function assembleFloats(
  plans: readonly ShardPlan[],
  units: readonly UnitReader[],
  dimensions: number,
  output: string,
): void {
  for (const plan of plans) {
    const passages = plan.unitPassages.reduce((sum, count) => sum + count, 0);
    const sections = [{ name: FLOATS, type: 'u8', elements: passages * dimensions * FLOAT_BYTES }] as const;
    withSectionFile(join(output, floatsFile(plan.shard)), FLOATS_KIND, sections, (writer) => {
      for (const number of plan.units) units[number].copy(FLOATS, writer.section(FLOATS), COPY_BYTES);
    });
  }
}

/** The vectors of a unit, with first words as titles. */
function replaceFirstVectors(unit: UnitReader, dimensions: number): Uint8Array {
  const vectors = unit.u8('vectors');
  const replacing = unit.u8(FIRST_VECTORS);
  const passages = unit.u32('passages');
  let passage = 0;
  let at = 0;
  for (const [document, positions] of unit.u16('title').entries()) {
    if (positions === 0) {
      vectors.set(replacing.subarray(at, at + dimensions), passage * dimensions);
      at += dimensions;
    }
    passage += passages[document];
  }
  return vectors;
}
