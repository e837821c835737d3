import { join } from 'node:path';
import { keyPrefix } from '../../src/bytes/key-prefix.ts';
import { termsFile } from '../../src/format/file-names.ts';
import { TERM_KIND } from '../../src/format/postings.ts';
import { LONG } from '../../src/format/term-table.ts';
import type { SequentialReader } from '../../src/store/sequential-reader.ts';
import { UnitReader } from '../unit/unit-reader.ts';
import { mergeSorted, type SortedCursor } from './merge.ts';

const BUFFER_BYTES = 64 * 1024;

/** Walks the dictionary of one shard beside those of the others, from its file. */
class DictionaryCursor implements SortedCursor {
  key: Uint8Array = new Uint8Array(0);
  prefix = 0;
  term = -1;
  readonly #bytes: SequentialReader;

  constructor(folder: string, shard: number) {
    const file = new UnitReader(join(folder, termsFile(shard)), TERM_KIND);
    this.#bytes = file.stream('term.bytes', BUFFER_BYTES);
  }

  advance(): boolean {
    if (this.#bytes.isAtEnd) return false;
    this.term++;
    const [head] = this.#bytes.take(1);
    const shared = this.#length(head & 15);
    const rest = this.#length(head >>> 4);
    // A fresh key each: the merge compares it with those of other shards.
    const key = new Uint8Array(shared + rest);
    key.set(this.key.subarray(0, shared));
    key.set(this.#bytes.take(rest), shared);
    this.key = key;
    this.prefix = keyPrefix(key);
    return true;
  }

  #length(nibble: number): number {
    return nibble === LONG ? LONG + this.#bytes.varint() : nibble;
  }
}

/**
 * Document frequencies over the whole collection, for the terms of each shard.
 *
 * @param frequencies per shard, per term in that shard's order: passages of the shard that hold it
 * @returns the same shape, with the sums over all shards; and the number of distinct terms and the smallest sum
 */
export function sumFrequencies(
  folder: string,
  frequencies: readonly Uint32Array[],
): { collection: Uint32Array[]; terms: number; smallest: number } {
  let terms = 0;
  let smallest = Number.POSITIVE_INFINITY;
  const collection = frequencies.map((shard) => new Uint32Array(shard.length));
  const cursors = frequencies.map((_, shard) => new DictionaryCursor(folder, shard));
  const shardOf = new Map(cursors.map((cursor, shard) => [cursor, shard]));
  mergeSorted(cursors, (group) => {
    let sum = 0;
    for (const cursor of group) sum += frequencies[shardOf.get(cursor) as number][cursor.term];
    for (const cursor of group) collection[shardOf.get(cursor) as number][cursor.term] = sum;
    if (sum < smallest) smallest = sum;
    terms++;
  });
  return { collection, terms, smallest };
}

/** The smallest of them; Infinity where there is none. */
export function leastOf(frequencies: Uint32Array): number {
  return frequencies.reduce((least, frequency) => Math.min(least, frequency), Number.POSITIVE_INFINITY);
}
