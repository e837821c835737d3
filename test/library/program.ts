import { mkdirSync, writeFileSync } from 'node:fs';
import { buildIndex, changeIndex, fetch, openIndex, StillwebError, search, serve } from 'stillweb';

mkdirSync('docs');
writeFileSync('docs/tides.md', '# Tides\n\nThe moon pulls the sea, and twice a day the water rises.');
writeFileSync('docs/kelp.md', '# Kelp\n\nKelp grows from the rock to the light. It bends with the [tide](tides.md).');

const built = await buildIndex({ inputs: ['docs'], directory: 'ix' });
console.log(`${built.counts.documents} documents, index ${built.id}`);

const index = await openIndex('ix');
const [best] = (await search(index, 'what does the moon do to the sea')).hits;
console.log(best.rank, best.id, best.snippet);
const { documents } = await fetch(index, best.id);
console.log(documents[0].text?.length);

const batch = await search(index, ['kelp', 'moon'], { k: 1, mode: 'bm25', snippet: false });
console.log(batch.results.map(({ query, hits: [hit] }) => `${query}: ${hit.id}`).join(', '));
try {
  await search(index, 'kelp', { k: 0 });
} catch (error) {
  if (error instanceof StillwebError) console.log(error.code, error.facts.field);
}
await index.close();

writeFileSync('docs/surf.md', '# Surf\n\nThe wind makes waves, and they break where the sea is shallow.');
const changed = await changeIndex({ inputs: ['docs'], directory: 'ix', kind: 'sync' });
console.log(`${changed.counts.documents} documents, another index: ${changed.id !== built.id}`);

const served = await serve('ix', { port: 0 });
const answer = await globalThis.fetch(`${served.url}/v1/search?query=moon&k=1`);
const body = (await answer.json()) as { index: { id: string } };
console.log(answer.status, body.index.id === changed.id);
await served.close();
