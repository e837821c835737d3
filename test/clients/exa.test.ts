import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, KEY, serveFixtures } from '../support/dialect-fixtures.ts';
import { hasJavascriptClients, importClient } from './support/javascript-clients.ts';
import { nativeUrls } from './support/native.ts';

/** What the tests use of exa-js. */
interface ExaClient {
  search(query: string, options?: unknown): Promise<{ readonly results: readonly ExaResult[] }>;
  getContents(urls: readonly string[], options?: unknown): Promise<ExaContents>;
  findSimilar(url: string, options?: unknown): Promise<{ readonly results: readonly ExaResult[] }>;
  answer(query: string): Promise<{ readonly answer: string; readonly citations: readonly ExaResult[] }>;
  streamAnswer(query: string): AsyncIterable<{ readonly content?: string; readonly citations?: readonly ExaResult[] }>;
}
interface ExaResult {
  readonly url: string;
  readonly text?: string;
  readonly summary?: string;
}
interface ExaContents {
  readonly results: readonly ExaResult[];
  readonly statuses: readonly { readonly id: string; readonly status: string }[];
}

const LENS = 'https://lights.example/guide/lens';

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

async function exa(url = servers.open.url, key = 'any'): Promise<ExaClient> {
  const { Exa } = await importClient<{ readonly Exa: new (key: string, url: string) => ExaClient }>('exa-js');
  return new Exa(key, `${url}/exa`);
}

describe.skipIf(!hasJavascriptClients)('exa-js', () => {
  it('names the native hits, in their order, with their texts', async () => {
    const { results } = await (await exa()).search('lens of a lamp', { numResults: 3 });
    expect(results.map(({ url }) => url)).toEqual(await nativeUrls(servers.open.url, 'lens of a lamp', 3));
    expect(results.every(({ text }) => text !== undefined && text.length > 50)).toBe(true);
  });

  it('names them without contents, and with a summary', async () => {
    const client = await exa();
    const [bare] = (await client.search('storm', { contents: false })).results;
    expect(bare.text).toBeUndefined();
    const [told] = (await client.search('storm', { contents: { summary: true } })).results;
    expect(told.summary).toMatch(/winter storm/);
  });

  it('tells which of the URLs is not there', async () => {
    const { results, statuses } = await (await exa()).getContents([LENS, 'https://nowhere.example/']);
    expect(results.map(({ url }) => url)).toEqual([LENS]);
    expect(statuses.map(({ status }) => status)).toEqual(['success', 'error']);
  });

  it('finds documents like another without that one', async () => {
    const { results } = await (await exa()).findSimilar('https://rocks.example/skerry', { numResults: 3 });
    expect(results).toHaveLength(3);
    expect(results.map(({ url }) => url)).not.toContain('https://rocks.example/skerry');
  });

  it('answers with sources, at once and as a stream', async () => {
    const client = await exa();
    const { answer, citations } = await client.answer('When was the first Fresnel lens lit?');
    expect(answer).toContain('1823');
    expect(citations[0].url).toBe(LENS);
    const chunks = [];
    for await (const chunk of client.streamAnswer('When was the first Fresnel lens lit?')) chunks.push(chunk);
    expect(chunks.map(({ content = '' }) => content).join('')).toBe(answer);
    expect(chunks.flatMap(({ citations: streamed = [] }) => streamed)[0].url).toBe(LENS);
  });

  it('raises its error for a wrong key and for no query', async () => {
    await expect((await exa(servers.guarded.url, 'wrong-key')).search('storm')).rejects.toMatchObject({
      statusCode: 401,
    });
    await expect((await exa()).search('')).rejects.toMatchObject({ statusCode: 400 });
    expect((await (await exa(servers.guarded.url, KEY)).search('storm')).results.length).toBeGreaterThan(0);
  });
});
