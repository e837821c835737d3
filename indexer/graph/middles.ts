import { vectorsFile } from '../../src/format/file-names.ts';
import { VECTORS_KIND } from '../../src/format/vectors.ts';
import { SectionFileReader } from '../../src/store/section-file-reader.ts';
import type { RecallQuery } from './recall.ts';

/** The file of a shard's vectors, and where in it they begin. */
export function openVectors(
  folder: string,
  shard: number,
  values: number,
): { readonly reader: SectionFileReader; readonly start: number } {
  const reader = new SectionFileReader(folder, vectorsFile(shard), VECTORS_KIND);
  return { reader, start: reader.section('vectors', values).offset };
}

/** Middles between passages that are half a collection apart, evenly spread; a middle of zeros is left out. */
export function readMiddles(
  folder: string,
  shards: readonly number[],
  dimensions: number,
  count: number,
): RecallQuery[] {
  const passages = shards.reduce((sum, each) => sum + each, 0);
  const files = shards.map((each, shard) => openVectors(folder, shard, each * dimensions));
  const read = (passage: number): Int8Array => {
    let first = 0;
    let shard = 0;
    while (passage >= first + shards[shard]) first += shards[shard++];
    const vector = new Int8Array(dimensions);
    files[shard].reader.readAt(vector, files[shard].start + (passage - first) * dimensions);
    return vector;
  };
  const queries: RecallQuery[] = [];
  for (let i = 0; i < Math.min(count, passages); i++) {
    const one = Math.floor((i * passages) / Math.min(count, passages));
    const other = (one + Math.floor(passages / 2)) % passages;
    const far = read(other);
    const vector = read(one).map((value, at) => (value + far[at]) >> 1);
    if (vector.some((value) => value !== 0)) queries.push({ vector, pair: [one, other] });
  }
  for (const { reader } of files) reader.close();
  return queries;
}
