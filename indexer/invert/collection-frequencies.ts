import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { termsFile } from '../../src/format/file-names.ts';
import { TERM_KIND } from '../../src/format/postings.ts';
import { SectionFile } from '../../src/format/section-file.ts';
import { StringTable } from '../../src/format/string-table.ts';
import { keyPrefix, mergeSorted, type SortedCursor } from './merge.ts';

/** Walks the dictionary of one shard beside those of the others. */
class DictionaryCursor implements SortedCursor {
  key: Uint8Array = new Uint8Array(0);
  prefix = 0;
  term = -1;
  readonly #table: StringTable;

  constructor(folder: string, shard: number) {
    const name = termsFile(shard);
    const bytes = readFileSync(join(folder, name));
    // A copy with an offset that typed arrays accept: small files share a pool in Node.
    this.#table = StringTable.read(new SectionFile(name, TERM_KIND, new Uint8Array(bytes)), 'term');
  }

  advance(): boolean {
    if (this.term + 1 >= this.#table.size) return false;
    this.term++;
    const { bytes, offsets } = this.#table;
    this.key = bytes.subarray(offsets[this.term], offsets[this.term + 1]);
    this.prefix = keyPrefix(this.key);
    return true;
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
  if (frequencies.length === 1) {
    for (const frequency of frequencies[0]) if (frequency < smallest) smallest = frequency;
    return { collection: [frequencies[0]], terms: frequencies[0].length, smallest };
  }
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
