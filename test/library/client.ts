import { StillwebClient, StillwebClientError } from 'stillweb/client';

const client = new StillwebClient({ baseUrl: 'http://127.0.0.1:7080' });

const { index, hits, coverage } = await client.search('what does the moon do to the sea', { k: 3 });
console.log(`${index.name}@${index.id}`, coverage, hits.map(({ id, snippet }) => `${id}: ${snippet}`).join('\n'));

const { document } = await client.document(hits[0].id, { find: 'moon', maxChars: 2_000 });
console.log(document.title, document.text);

for await (const page of client.pages(hits[0].id, { maxChars: 2_000 })) console.log(page.lines, page.text);

const { results } = await client.searchBatch(['kelp', 'tides'], { k: 1, snippet: false });
console.log(results.map(({ query, hits: [hit] }) => `${query}: ${hit?.id}`).join(', '));

// All later calls are of this content: a server with another one refuses them.
const pinned = new StillwebClient({ baseUrl: 'http://127.0.0.1:7080', index: `${index.name}@${index.id}` });
for await (const hit of pinned.hits('tide', { unit: 'passage' })) {
  console.log(hit.rank, hit.passage?.id);
}

try {
  await client.search('kelp', { k: 0 });
} catch (error) {
  if (error instanceof StillwebClientError) console.log(error.code, error.facts.field, error.fix, error.requestId);
}
