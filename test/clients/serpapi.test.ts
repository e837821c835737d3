import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, KEY, serveFixtures } from '../support/dialect-fixtures.ts';
import { hasJavascriptClients, importClient } from './support/javascript-clients.ts';

/** What the tests use of @langchain/community. */
interface LangChain {
  readonly SerpAPI: new (
    key: string,
    parameters: object,
    baseUrl: string,
  ) => { invoke(query: string): Promise<string> };
}

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

async function ask(query: string, url = servers.open.url, key = 'any'): Promise<string> {
  const { SerpAPI } = await importClient<LangChain>('@langchain/community/tools/serpapi');
  return await new SerpAPI(key, {}, `${url}/serpapi`).invoke(query);
}

describe.skipIf(!hasJavascriptClients)("LangChain.js's SerpAPI", () => {
  it('answers with the snippets of the hits', async () => {
    const answer = await ask('storm breaks windows');
    expect(answer).toContain('A winter storm broke four windows of the lantern room.');
  });

  it('raises its error where nothing is found, and for a wrong key', async () => {
    await expect(ask('"no such phrase anywhere"')).rejects.toThrow(/hasn't returned any results/);
    await expect(ask('storm', servers.guarded.url, 'wrong-key')).rejects.toThrow(/Invalid API key/);
    expect(await ask('storm', servers.guarded.url, KEY)).toContain('winter storm');
  });
});
