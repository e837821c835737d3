import type { Cluster, Json } from '../../../src/cluster/cluster.ts';
import { BulkWriter } from '../../../src/cluster/push/bulk-writer.ts';
import type { Searcher } from '../../../src/retrieval/searcher.ts';

/** The passages of an index as any user of a cluster would put them in: title and text, by the analyzer for English, BM25 of Lucene. */
export async function putTexts(cluster: Cluster, name: string, { view, documents }: Searcher): Promise<void> {
  const text = { type: 'text', analyzer: 'english' };
  await cluster.request('PUT', `/${name}`, 'to create an index', {
    settings: { index: { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '-1' } },
    mappings: { _source: { enabled: false }, properties: { text, checksum: { type: 'long' } } },
  });
  const writer = new BulkWriter(cluster, name, async () => {});
  const { passages } = view;
  for (let passage = 0; passage < passages.passages; passage++) {
    const document = documents.getText(passages.document[passage]);
    const source = JSON.stringify({
      text: `${document.title}\n${document.text.slice(passages.start[passage], passages.end[passage])}`,
    });
    await writer.add({ id: String(passage), source });
  }
  await writer.flush();
  await cluster.request('POST', `/${name}/_refresh`, 'to show what was put in', undefined, {}, 120_000);
}

/** @param k hits */
export function matchBody(query: string, k: number): Json {
  return { query: { match: { text: query } }, size: k, _source: false, track_total_hits: false };
}
