import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServers, serveFixtures } from '../support/dialect-fixtures.ts';
import { clientProgram, hasJavascriptClients, importClient } from './support/javascript-clients.ts';
import { nativeUrls } from './support/native.ts';

/** What the tests use of @langchain/community. */
interface LangChain {
  readonly SearxngSearch: new (options: {
    readonly apiBase: string;
    readonly params: Readonly<Record<string, unknown>>;
  }) => { invoke(query: string): Promise<string> };
}

/** What they use of @modelcontextprotocol/sdk. */
interface McpClient {
  connect(transport: unknown): Promise<void>;
  callTool(call: { readonly name: string; readonly arguments: unknown }): Promise<{
    readonly content: readonly { readonly text: string }[];
  }>;
  close(): Promise<void>;
}
interface Mcp {
  readonly Client: new (name: { readonly name: string; readonly version: string }) => McpClient;
}
interface McpStdio {
  readonly StdioClientTransport: new (program: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }) => unknown;
}

let servers: FixtureServers;
beforeAll(async () => {
  servers = await serveFixtures();
});
afterAll(() => servers?.[Symbol.asyncDispose]());

describe.skipIf(!hasJavascriptClients)("LangChain.js's SearxngSearch", () => {
  it.each(['/searxng', '/i/lights/searxng'])('names the native hits, in their order, at %s', async (path) => {
    const { SearxngSearch } = await importClient<LangChain>('@langchain/community/tools/searxng_search');
    const search = new SearxngSearch({ apiBase: `${servers.open.url}${path}`, params: { format: 'json' } });
    const answer = await search.invoke('lens of a lamp');
    const links = [...answer.matchAll(/"link":"([^"]*)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(2);
    expect(links).toEqual((await nativeUrls(servers.open.url, 'lens of a lamp', 20)).slice(0, links.length));
  });
});

describe.skipIf(!hasJavascriptClients)('the MCP server mcp-searxng', () => {
  it('names the native hits, in their order', async () => {
    const { Client } = await importClient<Mcp>('@modelcontextprotocol/sdk/client/index.js');
    const { StdioClientTransport } = await importClient<McpStdio>('@modelcontextprotocol/sdk/client/stdio.js');
    const client = new Client({ name: 'test', version: '1' });
    const program = {
      command: process.execPath,
      args: [clientProgram('mcp-searxng', 'mcp-searxng')],
      env: { SEARXNG_URL: `${servers.open.url}/searxng` },
    };
    await client.connect(new StdioClientTransport(program));
    try {
      const call = { name: 'searxng_web_search', arguments: { query: 'lens of a lamp' } };
      const { content } = await client.callTool(call);
      const links = [...content[0].text.matchAll(/https:\/\/[^\s)"]+/g)].map(([link]) => link);
      const wanted = await nativeUrls(servers.open.url, 'lens of a lamp', 20);
      expect([...new Set(links)]).toEqual(wanted.slice(0, new Set(links).size));
      expect(links.length).toBeGreaterThan(2);
    } finally {
      await client.close();
    }
  });
});
