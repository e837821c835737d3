import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, KEY, serveFixtures } from '../support/dialect-fixtures.ts';
import { hasJavascriptClients, importClient } from './support/javascript-clients.ts';
import { nativeUrls } from './support/native.ts';

interface Result {
  readonly url: string;
  readonly title: string;
  readonly content: string;
  readonly rawContent?: string | null;
}

interface Client {
  search(query: string, options?: object): Promise<{ answer?: string; results: Result[]; requestId: string }>;
  extract(urls: readonly string[]): Promise<{ results: Result[]; failedResults: { url: string; error: string }[] }>;
  map(url: string, options?: object): Promise<{ baseUrl: string; results: string[] }>;
  crawl(url: string, options?: object): Promise<{ baseUrl: string; results: Result[] }>;
}

/** What the tests use of @tavily/core and of @langchain/tavily. */
interface Core {
  tavily(options: { readonly apiKey: string; readonly apiBaseURL: string }): Client;
}
interface LangChain {
  readonly TavilySearch: new (options: object) => { invoke(input: object): Promise<{ results: Result[] }> };
  readonly TavilyExtract: new (options: object) => { invoke(input: object): Promise<{ results: Result[] }> };
}

const LENS = 'https://lights.example/guide/lens';
const LAMP = 'https://lights.example/guide/lamp';

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

describe.skipIf(!hasJavascriptClients)('@tavily/core', () => {
  let client: Client;
  let tavily: Core['tavily'];
  beforeAll(async () => {
    ({ tavily } = await importClient<Core>('@tavily/core'));
    client = tavily({ apiKey: 'tvly-any', apiBaseURL: `${servers.open.url}/tavily` });
  });

  it('searches: the native hits, in their order, with an answer and whole texts', async () => {
    const options = { maxResults: 3, includeAnswer: true, includeRawContent: 'text' };
    const { results, answer, requestId } = await client.search('lens of a lamp', options);
    expect(results.map(({ url }) => url)).toEqual(await nativeUrls(servers.open.url, 'lens of a lamp', 3));
    expect(results.every(({ title, content, rawContent }) => title && content && rawContent)).toBe(true);
    expect(answer).toContain('Fresnel lens');
    expect((await client.search('lens of a lamp', options)).requestId).toBe(requestId);
  });

  it('extracts, and tells what is not in the collection', async () => {
    const { results, failedResults } = await client.extract([LENS, 'https://elsewhere.example/x']);
    expect(results.map(({ url }) => url)).toEqual([LENS]);
    expect(results[0].rawContent).toMatch(/^A Fresnel lens/);
    expect(failedResults.map(({ url }) => url)).toEqual(['https://elsewhere.example/x']);
  });

  it('maps and crawls along links', async () => {
    const map = await client.map(LENS, { maxDepth: 1 });
    expect(map.results).toEqual([LENS, LAMP, 'https://lights.example/guide/tower']);
    const crawl = await client.crawl(LENS, { limit: 2 });
    expect(crawl.results.map(({ url }) => url)).toEqual([LENS, LAMP]);
    expect(crawl.results[1].rawContent).toMatch(/^The first lamps/);
  });

  it('knows a wrong key by the words of the vendor, and takes the right one', async () => {
    const guarded = (apiKey: string) => tavily({ apiKey, apiBaseURL: `${servers.guarded.url}/tavily` });
    await expect(guarded('tvly-wrong').search('fog')).rejects.toThrow(/Unauthorized: missing or invalid API key/);
    expect((await guarded(KEY).search('fog')).results.length).toBeGreaterThan(0);
  });
});

describe.skipIf(!hasJavascriptClients)('@langchain/tavily', () => {
  it('searches and extracts as tools', async () => {
    const { TavilySearch, TavilyExtract } = await importClient<LangChain>('@langchain/tavily');
    const options = { tavilyApiKey: 'tvly-any', apiBaseUrl: `${servers.open.url}/tavily`, maxResults: 4 };
    const { results } = await new TavilySearch(options).invoke({ query: 'keeper of a tower' });
    expect(results.map(({ url }) => url)).toEqual(await nativeUrls(servers.open.url, 'keeper of a tower', 4));
    const extracted = await new TavilyExtract(options).invoke({ urls: [LAMP] });
    expect(extracted.results.map(({ url }) => url)).toEqual([LAMP]);
  });
});
