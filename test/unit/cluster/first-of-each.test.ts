import { describe, expect, it } from 'vitest';
import type { Cluster, Json } from '../../../src/cluster/cluster.ts';
import { ClusterIndex, sortValueOf } from '../../../src/cluster/cluster-index.ts';
import type { Manifest } from '../../../src/format/manifest.ts';

/** A cluster whose passages are of these documents, and what it is asked. */
function indexOf(documents: readonly number[]): { index: ClusterIndex; asked: Json[] } {
  const asked: Json[] = [];
  const search = async (_index: string, _shards: number, _what: string, body: Json) => {
    asked.push(body);
    const { filter } = (body as { query: { bool: { filter: readonly Json[] } } }).query.bool;
    const { gte } = (filter.at(-1) as { range: { document: { gte: number } } }).range.document;
    const found = [...new Set(documents)].filter((each) => each >= gte).sort((a, b) => a - b);
    return { hits: { hits: found.slice(0, body['size'] as number).map((each) => ({ sort: [each] })) } };
  };
  const cluster = { search } as unknown as Cluster;
  return { index: new ClusterIndex(cluster, 'web-1', 1, 'web', {} as Manifest), asked };
}

describe('the first passage of each document', () => {
  it('is found page after page without search_after, which no cluster before 3.3 takes here', async () => {
    const { index, asked } = indexOf([9, 1, 1, 4, 4, 7, 12, 9]);
    const pages: number[][] = [];
    for await (const hits of index.firstOfEach({ what: '', clauses: [], field: 'document', size: 2, from: 2 })) {
      pages.push(hits.map(sortValueOf));
    }
    expect(pages).toEqual([[4, 7], [9, 12], []]);
    expect(JSON.stringify(asked)).not.toContain('search_after');
  });

  it('is none where nothing is found, told once', async () => {
    const { index, asked } = indexOf([]);
    const pages: unknown[] = [];
    for await (const hits of index.firstOfEach({ what: '', clauses: [], field: 'document', size: 2 })) pages.push(hits);
    expect([pages, asked.length]).toEqual([[[]], 1]);
  });
});
