import { statSync } from 'node:fs';
import type { CollectedDocument, CollectionSource, ReadOptions } from './collection.ts';
import { jsonLinesReader } from './json-lines-reader.ts';

export async function openCollection(paths: string[], _options: { format?: string }): Promise<{
  sources: CollectionSource[];
  totalBytes: number;
  read(options: ReadOptions): AsyncIterable<CollectedDocument>;
}> {
  const sources = paths.map((path) => ({ path, bytes: statSync(path).size }));
  return {
    sources,
    totalBytes: sources.reduce((sum, { bytes }) => sum + bytes, 0),
    async *read(options) {
      for (const source of sources) yield* jsonLinesReader.read(source, options);
    },
  };
}
