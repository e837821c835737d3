import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, KEY, serveFixtures } from '../support/dialect-fixtures.ts';
import { hasJavascriptClients, importClient } from './support/javascript-clients.ts';
import { nativeUrls } from './support/native.ts';

interface Page {
  readonly url?: string;
  readonly markdown?: string;
  readonly metadata?: { readonly title?: string; readonly sourceURL?: string; readonly statusCode?: number };
}

/** What the tests use of the package firecrawl. */
interface Firecrawl {
  readonly v1: {
    search(query: string, options: object): Promise<{ success: boolean; data: Page[] }>;
    scrapeUrl(url: string, options: object): Promise<Page & { success: boolean }>;
    mapUrl(url: string, options: object): Promise<{ success: boolean; links: string[] }>;
    crawlUrl(url: string, options: object): Promise<{ success: boolean; status: string; data: Page[] }>;
  };
  search(query: string, options?: object): Promise<{ web: Page[]; news?: Page[] }>;
  scrape(url: string, options?: object): Promise<Page>;
  map(url: string, options?: object): Promise<{ links: { url: string; title?: string }[] }>;
  crawl(url: string, options?: object): Promise<{ status: string; total: number; data: Page[] }>;
}
interface Package {
  readonly default: new (options: { readonly apiKey: string; readonly apiUrl?: string }) => Firecrawl;
}

const LENS = 'https://lights.example/guide/lens';
const urlsOf = (pages: readonly Page[]) => pages.map(({ url, metadata }) => url ?? metadata?.sourceURL);

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

describe.skipIf(!hasJavascriptClients)('the package firecrawl', () => {
  let Client: Package['default'];
  let client: Firecrawl;
  beforeAll(async () => {
    ({ default: Client } = await importClient<Package>('firecrawl'));
    client = new Client({ apiKey: 'fc-any', apiUrl: `${servers.open.url}/firecrawl` });
  });

  it('searches in version 2: the native hits, in their order, with texts', async () => {
    const wanted = await nativeUrls(servers.open.url, 'lens of a lamp', 3);
    const plain = await client.search('lens of a lamp', { limit: 3, sources: ['web', 'news'] });
    expect(urlsOf(plain.web)).toEqual(wanted);
    expect(urlsOf(plain.news ?? [])).toEqual(wanted);
    const whole = await client.search('lens of a lamp', { limit: 3, scrapeOptions: { formats: ['markdown'] } });
    expect(whole.web.every(({ markdown, metadata }) => markdown && metadata?.title)).toBe(true);
    expect(whole.web.map(({ url, metadata }) => url ?? metadata?.sourceURL)).toEqual(wanted);
  });

  it('scrapes, maps and crawls in version 2', async () => {
    expect((await client.scrape(LENS, { formats: ['markdown'] })).markdown).toMatch(/^A Fresnel lens/);
    expect((await client.scrape('https://elsewhere.example/x')).metadata?.statusCode).toBe(404);
    const { links } = await client.map('https://rocks.example');
    expect(links.map(({ url }) => url)).toEqual(['https://rocks.example/skerry', 'https://rocks.example/seals']);
    const crawl = await client.crawl(LENS, { limit: 3, crawlEntireDomain: true, maxDiscoveryDepth: 1 });
    expect(crawl.status).toBe('completed');
    expect(urlsOf(crawl.data)).toEqual([
      LENS,
      'https://lights.example/guide/lamp',
      'https://lights.example/guide/tower',
    ]);
    expect(crawl.data.every(({ markdown }) => markdown)).toBe(true);
  });

  it('searches, scrapes, maps and crawls in version 1', async () => {
    const { v1 } = client;
    const found = await v1.search('keeper of a tower', { limit: 2, scrapeOptions: { formats: ['markdown'] } });
    expect(urlsOf(found.data)).toEqual(await nativeUrls(servers.open.url, 'keeper of a tower', 2));
    expect(found.data.every(({ markdown }) => markdown)).toBe(true);
    const page = await v1.scrapeUrl(LENS, { formats: ['markdown'] });
    expect(page).toMatchObject({ success: true, markdown: expect.stringMatching(/^A Fresnel lens/) });
    expect((await v1.mapUrl('https://rocks.example', {})).links).toHaveLength(2);
    const crawl = await v1.crawlUrl('https://rocks.example', { limit: 5 });
    expect(crawl).toMatchObject({ success: true, status: 'completed' });
    expect(urlsOf(crawl.data)).toEqual(['https://rocks.example/skerry', 'https://rocks.example/seals']);
  });

  it('knows a wrong key, and takes the right one', async () => {
    const apiUrl = `${servers.guarded.url}/firecrawl`;
    await expect(new Client({ apiKey: 'fc-wrong', apiUrl }).search('fog')).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('Unauthorized: Invalid token'),
    });
    expect((await new Client({ apiKey: KEY, apiUrl }).search('fog')).web.length).toBeGreaterThan(0);
  });
});
