/** Links as dialects tell them: addresses that a reader can open, whatever the documents are linked by. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildIndex } from '../../src/library/build-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HOME = 'https://shore.example/home';
const CRAB = 'https://shore.example/crab';
const KELP = 'https://corpus.sandbox/shore/kelp';
const ELSEWHERE = 'https://elsewhere.example/tide';

const DOCUMENTS = [
  {
    id: 'home',
    url: HOME,
    title: 'The shore',
    text: 'A limpet holds to one rock.',
    // By id, by address, by an id of one without an address, twice, out of the collection, and to nothing.
    links: ['crab', 'other-crab', CRAB, 'kelp', 'kelp', ELSEWHERE, 'nowhere', 'javascript:alert(1)'],
  },
  { id: 'crab', url: CRAB, title: 'Crab', text: 'It carries an empty shell.', links: ['home'] },
  { id: 'other-crab', url: `${CRAB}/2`, title: 'Crab', text: 'It digs.' },
  { id: 'kelp', title: 'Kelp', text: 'It grows fast.' },
];
const LINKED = [CRAB, `${CRAB}/2`, KELP, ELSEWHERE];

let served: Served;
beforeAll(async () => {
  const folder = temporaryFolder();
  const input = join(folder, 'shore.jsonl');
  writeFileSync(input, DOCUMENTS.map((document) => `${JSON.stringify(document)}\n`).join(''));
  const directory = join(folder, 'shore');
  await buildIndex({ inputs: [input], directory, name: 'shore', encoder: 'none' });
  served = await serve(directory, { workers: 1, log: null, watches: false });
});
afterAll(() => served?.close());

async function ask(path: string, options: { body?: unknown; headers?: Record<string, string> } = {}): Promise<string> {
  const { body, headers = {} } = options;
  const answer = await fetch(`${served.url}${path}`, {
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
  });
  expect(answer.status).toBe(200);
  return await answer.text();
}

describe('links of a document that is linked by ids', () => {
  it('are addresses in a scrape, in a hit and in a crawl of Firecrawl, the same in all', async () => {
    const formats = ['links'];
    const scrape = JSON.parse(await ask('/firecrawl/v2/scrape', { body: { url: HOME, formats } }));
    expect(scrape.data.links).toEqual(LINKED);
    const search = { query: 'limpet rock', limit: 1, scrapeOptions: { formats }, sources: ['web', 'news'] };
    const { data } = JSON.parse(await ask('/firecrawl/v2/search', { body: search }));
    expect([data.web[0].links, data.news[0].links]).toEqual([LINKED, LINKED]);
    const job = { url: HOME, crawlEntireDomain: true, scrapeOptions: { formats } };
    const { id } = JSON.parse(await ask('/firecrawl/v2/crawl', { body: job }));
    const crawled = JSON.parse(await ask(`/firecrawl/v2/crawl/${id}`)).data;
    expect(crawled.map(({ links }: { links: string[] }) => links)).toEqual([LINKED, [HOME], []]);
  });

  it('are addresses under titles of Jina, those of one title under their addresses', async () => {
    const headers = { 'x-with-links-summary': 'true' };
    const text = await ask(`/jina/r/${HOME}`, { headers });
    expect(text.split('Links/Buttons:\n')[1]).toBe(
      `- [Crab](${CRAB})\n- [Crab](${CRAB}/2)\n- [Kelp](${KELP})\n- [${ELSEWHERE}](${ELSEWHERE})\n`,
    );
    const { data } = JSON.parse(await ask(`/jina/r/${HOME}`, { headers: { ...headers, accept: 'application/json' } }));
    expect(data.links).toEqual({ Crab: CRAB, [`${CRAB}/2`]: `${CRAB}/2`, Kelp: KELP, [ELSEWHERE]: ELSEWHERE });
  });

  it('are addresses with the ids of their documents of DeepResearchGym', async () => {
    const page = JSON.parse(await ask(`/deepresearchgym/fetch?with_outlink=true&url=${encodeURIComponent(HOME)}`));
    const { outlinks } = JSON.parse(Buffer.from(page.outlink, 'base64').toString('utf8'));
    expect(outlinks.map(([url, , , , id]: unknown[]) => [url, id])).toEqual([
      [CRAB, 'crab'],
      [`${CRAB}/2`, 'other-crab'],
      [KELP, 'kelp'],
      [ELSEWHERE, null],
    ]);
  });

  it('can be opened, each that leads into the collection', async () => {
    for (const url of LINKED.slice(0, 3)) expect(await ask(`/jina/r/${url}`)).toContain('It ');
  });

  it('stand as they were written in the native API, whose callers read by id', async () => {
    const { document } = JSON.parse(await ask('/v1/documents/home')) as { document: { links: string[] } };
    expect(document.links).toEqual(expect.arrayContaining(['crab', 'kelp', 'nowhere', CRAB, ELSEWHERE]));
  });
});
