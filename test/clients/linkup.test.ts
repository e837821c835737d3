import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, KEY, serveFixtures } from '../support/dialect-fixtures.ts';
import { hasJavascriptClients, importClient } from './support/javascript-clients.ts';
import { nativeUrls } from './support/native.ts';

/** What the tests use of linkup-sdk. */
interface Linkup {
  readonly LinkupClient: new (options: { readonly apiKey: string; readonly baseUrl: string }) => LinkupClient;
  readonly LinkupAuthenticationError: new () => Error;
  readonly LinkupInvalidRequestError: new () => Error;
  readonly LinkupFetchError: new () => Error;
}
interface LinkupClient {
  search(request: {
    readonly query: string;
    readonly depth: string;
    readonly outputType: string;
    readonly maxResults?: number;
    readonly structuredOutputSchema?: unknown;
  }): Promise<{
    readonly results: readonly { readonly url: string; readonly content: string }[];
    readonly answer: string;
    readonly sources: readonly { readonly url: string }[];
  }>;
  fetch(request: { readonly url: string; readonly includeRawHtml?: boolean }): Promise<{
    readonly markdown: string;
    readonly rawHtml?: string;
  }>;
}

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

const load = () => importClient<Linkup>('linkup-sdk');

async function linkup(url = servers.open.url, apiKey = 'any'): Promise<LinkupClient> {
  const { LinkupClient } = await load();
  return new LinkupClient({ apiKey, baseUrl: `${url}/linkup/v1` });
}

describe.skipIf(!hasJavascriptClients)('linkup-sdk', () => {
  it('names the native hits, in their order, with contents', async () => {
    const request = { query: 'lens of a lamp', depth: 'standard', outputType: 'searchResults', maxResults: 3 };
    const { results } = await (await linkup()).search(request);
    expect(results.map(({ url }) => url)).toEqual(await nativeUrls(servers.open.url, 'lens of a lamp', 3));
    expect(results.every(({ content }) => content.length > 50)).toBe(true);
  });

  it('answers with sources', async () => {
    const query = 'When was the first Fresnel lens lit?';
    const { answer, sources } = await (await linkup()).search({ query, depth: 'deep', outputType: 'sourcedAnswer' });
    expect(answer).toContain('1823');
    expect(sources[0].url).toBe('https://lights.example/guide/lens');
  });

  it('fetches a page, and raises its error for one that is not there', async () => {
    const client = await linkup();
    const page = await client.fetch({ url: 'https://lights.example/guide/lamp', includeRawHtml: true });
    expect(page.markdown).toMatch(/^The first lamps/);
    expect(page.rawHtml).toContain('<h1>The lamp</h1>');
    const { LinkupFetchError } = await load();
    await expect(client.fetch({ url: 'https://nowhere.example/' })).rejects.toBeInstanceOf(LinkupFetchError);
  });

  it('raises its errors for a wrong key, for no query and for a structured answer', async () => {
    const { LinkupAuthenticationError, LinkupInvalidRequestError } = await load();
    const request = { query: 'storm', depth: 'standard', outputType: 'searchResults' };
    const stranger = await linkup(servers.guarded.url, 'wrong-key');
    await expect(stranger.search(request)).rejects.toBeInstanceOf(LinkupAuthenticationError);
    const client = await linkup();
    await expect(client.search({ ...request, query: '' })).rejects.toBeInstanceOf(LinkupInvalidRequestError);
    const structured = { ...request, outputType: 'structured', structuredOutputSchema: {} };
    await expect(client.search(structured)).rejects.toBeInstanceOf(LinkupInvalidRequestError);
    expect((await (await linkup(servers.guarded.url, KEY)).search(request)).results.length).toBeGreaterThan(0);
  });
});
