import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, KEY, serveFixtures } from '../support/dialect-fixtures.ts';
import { hasJavascriptClients, importClient } from './support/javascript-clients.ts';
import { nativeUrls } from './support/native.ts';

/** What the tests use of @perplexity-ai/perplexity_ai. */
interface PerplexityModule {
  readonly default: new (options: {
    readonly apiKey: string;
    readonly baseURL: string;
    readonly maxRetries: number;
  }) => PerplexityClient;
  readonly AuthenticationError: new () => Error;
  readonly BadRequestError: new () => Error;
}
interface PerplexityClient {
  readonly search: {
    create(request: { readonly query: string | readonly string[]; readonly max_results?: number }): Promise<{
      readonly results: readonly { readonly url: string; readonly snippet: string }[];
    }>;
  };
}

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

const load = () => importClient<PerplexityModule>('@perplexity-ai/perplexity_ai');

async function perplexity(url = servers.open.url, apiKey = 'any'): Promise<PerplexityClient> {
  const { default: Perplexity } = await load();
  return new Perplexity({ apiKey, baseURL: `${url}/perplexity`, maxRetries: 0 });
}

describe.skipIf(!hasJavascriptClients)("Perplexity's client", () => {
  it('names the native hits, in their order, with their texts', async () => {
    const { results } = await (await perplexity()).search.create({ query: 'lens of a lamp', max_results: 3 });
    expect(results.map(({ url }) => url)).toEqual(await nativeUrls(servers.open.url, 'lens of a lamp', 3));
    expect(results.every(({ snippet }) => snippet.length > 50)).toBe(true);
  });

  it('has the hits of several queries in one list', async () => {
    const queries = ['storm', 'seals on a skerry'];
    const { results } = await (await perplexity()).search.create({ query: queries, max_results: 1 });
    const wanted = await Promise.all(queries.map((query) => nativeUrls(servers.open.url, query, 1)));
    expect(results.map(({ url }) => url)).toEqual(wanted.flat());
  });

  it('raises its errors for a wrong key and for no query', async () => {
    const { AuthenticationError, BadRequestError } = await load();
    const stranger = await perplexity(servers.guarded.url, 'wrong-key');
    await expect(stranger.search.create({ query: 'storm' })).rejects.toBeInstanceOf(AuthenticationError);
    await expect((await perplexity()).search.create({ query: '' })).rejects.toBeInstanceOf(BadRequestError);
    const known = await perplexity(servers.guarded.url, KEY);
    expect((await known.search.create({ query: 'storm' })).results.length).toBeGreaterThan(0);
  });
});
