/** The order of documents in answers of dialects that are no JSON, where the contract suite cannot look. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxUrl } from '../../src/contract/sandbox-url.ts';
import { exchange, type FixtureRequest, type FixtureServers, serveFixtures } from '../support/dialect-fixtures.ts';

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

const QUERY = 'lens of a lamp';
const asked = encodeURIComponent(QUERY);

async function nativeUrls(): Promise<string[]> {
  const body = { query: QUERY, k: 10, snippet: false };
  const { answer } = await exchange(servers, { request: { method: 'POST', path: '/v1/search', body } });
  const { hits } = answer.body as { hits: readonly { id: string; url: string | null }[] };
  return hits.map(({ id, url }) => url ?? sandboxUrl('lights', id));
}

const get = (path: string): FixtureRequest => ({ method: 'GET', path });

describe('an answer that is no JSON names the native documents, in their order', () => {
  it.each([
    ['the lite page of DuckDuckGo', get(`/duckduckgo/lite/?q=${asked}`), /href="([^"]*)" class='result-link'/g],
    ['its addresses without schemes', get(`/duckduckgo/lite/?q=${asked}`), /class='link-text'>([^<]*)</g],
    [
      'the page of DuckDuckGo without scripts',
      get(`/duckduckgo/html/?q=${asked}`),
      /class="result__a" href="([^"]*)"/g,
    ],
    ['the feed of Bing', get(`/bing/search?format=rss&q=${asked}`), /<item><title>[^<]*<\/title><link>([^<]*)</g],
    ['a text of Jina', get(`/jina/s/${asked}`), /^\[\d+\] URL Source: (.*)$/gm],
  ])('%s', async (_, request, links) => {
    const { body } = (await exchange(servers, { request })).answer;
    const named = [...String(body).matchAll(links)].map(([, link]) => link.replace(/^(?!https:)/, 'https://'));
    expect(named).toEqual(await nativeUrls());
  });
});
