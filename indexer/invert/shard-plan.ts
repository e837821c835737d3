import { join } from 'node:path';
import type { Bm25Description } from '../../src/format/bm25.ts';
import type { FieldTotals } from '../../src/format/scored-passages.ts';

/** One shard: whole units in order, at most 2^20 passages. */
export interface ShardPlan {
  readonly shard: number;
  /** Numbers of its units, ascending. */
  readonly units: readonly number[];
  /** Passages of each unit. */
  readonly unitPassages: readonly number[];
}

/** Figures of the whole collection that impacts depend on. */
export interface CollectionStatistics {
  readonly totals: FieldTotals;
  /** Document frequency of the rarest term: its idf is the largest. */
  readonly smallestFrequency: number;
}

/** How the passages of a build are scored. */
export interface Scoring {
  /** Null where impacts are given. */
  readonly formula: Bm25Description | null;
  /** What given weights are multiplied by; absent with a formula. */
  readonly scale?: number;
  /** Whether the first words of a document without a title score as one. */
  readonly takesFirstWords: boolean;
}

export interface ShardFolders {
  /** Where the unit files are. */
  readonly units: string;
  /** Where the files of the generation go. */
  readonly output: string;
}

/** What the first pass over a shard tells about each of its terms, in term order. */
export interface ShardTerms {
  /** Passages of the shard that hold the term. */
  readonly frequencies: Uint32Array;
  /** Bytes of its positions. */
  readonly positionBytes: Float64Array;
}

/** Where the first pass leaves the terms of each unit for the second, see `dictionary.ts`. */
export function placesFile({ shard }: ShardPlan, { units }: ShardFolders): string {
  return join(units, `places-${String(shard).padStart(3, '0')}.bin`);
}

export const PLACES_FILE_PATTERN = /^places-\d{3,}\.bin$/;
