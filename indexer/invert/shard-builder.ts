import { join } from 'node:path';
import { positionsFile, postingsFile } from '../../src/format/file-names.ts';
import type { PostingsLayout } from '../../src/format/frequent-list.ts';
import { GivenImpacts } from '../../src/format/given-impacts.ts';
import { inverseDocumentFrequency, PassageImpacts } from '../../src/format/impact.ts';
import { layOutFields, type ScoredPassages } from '../../src/format/scored-passages.ts';
import { SequentialReader } from '../../src/store/sequential-reader.ts';
import { unitFileName } from '../unit/unit-file.ts';
import { UnitReader } from '../unit/unit-reader.ts';
import { readDocumentRun } from './document-run.ts';
import { PositionsWriter } from './positions-writer.ts';
import { PostingsWriter } from './postings-writer.ts';
import {
  type CollectionStatistics,
  placesFile,
  type Scoring,
  type ShardFolders,
  type ShardPlan,
  type ShardTerms,
} from './shard-plan.ts';
import { type ImpactFactors, TermRange } from './term-range.ts';
import { UnitRun } from './unit-run.ts';

/** What is gathered at once; a term with more has a range of its own. Moves memory and time, never a byte. */
export interface RangeLimits {
  readonly postings: number;
  readonly positionBytes: number;
}

const RANGE_LIMITS: RangeLimits = { postings: 4 * 1024 * 1024, positionBytes: 16 * 1024 * 1024 };
/** Memory for the read buffers of all units of a shard together. */
const READ_BUFFER_BYTES = 32 * 1024 * 1024;
const STREAMS = 4;

/** What impacts depend on beyond the shard. */
export interface CollectionScoring {
  /** Document frequency per term of the shard, over all shards. */
  readonly collectionFrequencies: Uint32Array;
  readonly statistics: CollectionStatistics;
  readonly scoring: Scoring;
}

/**
 * Second pass over a shard: impacts, windows and positions. Writes `postings-SSS.bin` and `positions-SSS.bin`.
 *
 * @param terms what the first pass found
 */
export function buildPostings(
  plan: ShardPlan,
  folders: ShardFolders,
  { frequencies, positionBytes }: ShardTerms,
  { collectionFrequencies, statistics, scoring }: CollectionScoring,
  layout: PostingsLayout,
  limits: RangeLimits = RANGE_LIMITS,
): void {
  const passages = plan.unitPassages.reduce((sum, count) => sum + count, 0);
  const { totals, smallestFrequency } = statistics;
  const largestIdf = inverseDocumentFrequency(totals.passages, smallestFrequency);
  const scored = readPassages(plan, folders.units, passages, scoring);
  const factors: ImpactFactors = {
    idf: Float64Array.from(collectionFrequencies, (df) => inverseDocumentFrequency(totals.passages, df)),
    impacts:
      scoring.formula === null
        ? new GivenImpacts(scoring.scale ?? 1)
        : new PassageImpacts(scoring.formula, scored, totals, largestIdf),
  };
  const ranges = cutRanges(frequencies, positionBytes, limits);
  const lists = { ranges, runs: openRuns(plan, folders), terms: { frequencies, positionBytes }, factors };
  const postings = new PostingsWriter(join(folders.output, postingsFile(plan.shard)), passages, frequencies, layout);
  try {
    const positions = new PositionsWriter(join(folders.output, positionsFile(plan.shard)), frequencies, positionBytes);
    try {
      writeLists({ postings, positions }, lists);
      positions.finish();
    } catch (error) {
      positions.abandon();
      throw error;
    }
    postings.finish();
  } catch (error) {
    postings.abandon();
    throw error;
  }
}

interface ListWriters {
  readonly postings: PostingsWriter;
  readonly positions: PositionsWriter;
}

interface Lists {
  readonly ranges: ReturnType<typeof cutRanges>;
  readonly runs: readonly UnitRun[];
  readonly terms: Pick<ShardTerms, 'frequencies' | 'positionBytes'>;
  readonly factors: ImpactFactors;
}

/** Writes the lists of every term, range by range. */
function writeLists(writers: ListWriters, { ranges, runs, terms, factors }: Lists): void {
  const { postings, positions } = writers;
  const { frequencies, positionBytes } = terms;
  const range = new TermRange(ranges.largestPostings, ranges.largestPositionBytes);
  let first = 0;
  for (const end of ranges.ends) {
    range.begin(first, end, frequencies, positionBytes);
    for (const run of runs) range.add(run, end, factors);
    let at = 0;
    let positionsAt = 0;
    for (let term = first; term < end; term++) {
      const passages = range.passages.subarray(at, at + frequencies[term]);
      const gapBits = postings.add(range.passages, range.impacts, at, at + frequencies[term]);
      positions.add(passages, gapBits, range.positions, positionsAt);
      at += frequencies[term];
      positionsAt += positionBytes[term];
    }
    first = end;
  }
}

/** Cuts the terms of a shard into ranges that fit in memory. */
function cutRanges(
  frequencies: Uint32Array,
  positionBytes: Float64Array,
  limits: RangeLimits,
): { ends: number[]; largestPostings: number; largestPositionBytes: number } {
  const ends: number[] = [];
  let largestPostings = 0;
  let largestPositionBytes = 0;
  let postings = 0;
  let bytes = 0;
  for (let term = 0; term < frequencies.length; term++) {
    const isFull = postings + frequencies[term] > limits.postings || bytes + positionBytes[term] > limits.positionBytes;
    if (isFull && postings > 0) {
      ends.push(term);
      postings = 0;
      bytes = 0;
    }
    postings += frequencies[term];
    bytes += positionBytes[term];
    largestPostings = Math.max(largestPostings, postings);
    largestPositionBytes = Math.max(largestPositionBytes, bytes);
  }
  if (postings > 0) ends.push(frequencies.length);
  return { ends, largestPostings, largestPositionBytes };
}

function openRuns(plan: ShardPlan, folders: ShardFolders): UnitRun[] {
  const share = Math.floor(READ_BUFFER_BYTES / plan.units.length / STREAMS);
  const bufferBytes = Math.max(2048, Math.min(share, 64 * 1024));
  const places = placesFile(plan, folders);
  let firstPassage = 0;
  let placesAt = 0;
  return plan.units.map((number, i) => {
    const unit = new UnitReader(join(folders.units, unitFileName(number)));
    const [gapBytes] = new Uint32Array(new SequentialReader(places, placesAt, 4, 4).take(4).slice().buffer);
    const gaps = new SequentialReader(places, placesAt + 4, gapBytes, bufferBytes);
    placesAt += 4 + gapBytes;
    const run = new UnitRun(unit, gaps, firstPassage, bufferBytes);
    firstPassage += plan.unitPassages[i];
    return run;
  });
}

function readPassages(plan: ShardPlan, folder: string, passages: number, scoring: Scoring): ScoredPassages {
  const lengths = new Uint32Array(passages);
  const runs = [];
  let at = 0;
  for (const number of plan.units) {
    const unit = new UnitReader(join(folder, unitFileName(number)));
    const part = unit.u32('length');
    lengths.set(part, at);
    at += part.length;
    if (scoring.formula?.title !== undefined) runs.push(readDocumentRun(unit, scoring.takesFirstWords));
  }
  return { lengths, fields: scoring.formula?.title === undefined ? null : layOutFields(passages, runs) };
}
