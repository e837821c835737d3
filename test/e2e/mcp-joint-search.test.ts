/** One search of several collections, as a tool of MCP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENTS, connectHttp } from '../support/mcp-clients.ts';
import { MemoryBackend, TIDE_POOL } from '../support/memory-backend.ts';
import { startTraced, type TracedServer } from '../support/traced-server.ts';

const WEB = [
  { id: 'limpet', url: null, title: 'Limpet', text: 'The limpet, told otherwise: rock and tide.' },
  { id: 'moon', url: 'https://web.example/moon', title: 'Moon', text: 'The moon pulls the tide.' },
];

let traced: TracedServer;
beforeAll(async () => {
  const indexes = [
    { name: 'shore', documents: TIDE_POOL },
    { name: 'web', documents: WEB },
  ];
  traced = await startTraced([], undefined, new MemoryBackend({ indexes }));
});
afterAll(() => traced[Symbol.asyncDispose]());

describe.each(CLIENTS)('a search of several collections, of the client %s', (name) => {
  it('finds what the native API finds, and each hit can be read by its id', async () => {
    const { running } = traced;
    await using client = await connectHttp(name, `${running.url}/mcp`);
    const native = await (await running.post('/v1/search', { query: 'tide', k: 4, index: ['shore', 'web'] })).json();
    const { structuredContent } = await client.call('search', { query: 'tide', k: 4, indexes: ['shore', 'web'] });
    const { results, index, next } = structuredContent;
    expect(results.map((each: { title: string; score: number }) => [each.title, each.score])).toEqual(
      native.hits.map((each: { title: string; score: number }) => [each.title, each.score]),
    );
    const named = native.indexes.map((each: { name: string; id: string }) => `${each.name}@${each.id}`);
    expect([index, next]).toEqual([named.join(', '), 2]);
    expect(new Set(results.map((each: { index: string }) => each.index))).toEqual(new Set(named));
    for (const { id, title, index: own } of results) {
      const read = await client.call('fetch', { id });
      expect(read.structuredContent).toMatchObject({ title });
      expect(read._meta['stillweb/index']).toBe(own);
    }
  });

  it('says which collection found nothing, and which are served where one is not', async () => {
    await using client = await connectHttp(name, `${traced.running.url}/mcp`);
    const found = await client.call('search', { query: 'crab', indexes: ['shore', 'web'] });
    expect(found.structuredContent.note).toContain('web: Nothing found');
    const refused = await client.call('search', { query: 'tide', indexes: ['shore', 'sea'] });
    expect(refused).toMatchObject({ isError: true, _meta: { 'stillweb/error': { code: 'INDEX_NOT_FOUND' } } });
  });
});

it('is one step of its session, with a call for each collection', async () => {
  const given = { query: 'moon', indexes: ['web', 'shore'] };
  const params = { name: 'search', arguments: given, _meta: { 'stillweb/session': 's' } };
  const accept = { accept: 'application/json, text/event-stream' };
  await traced.running.post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, accept);
  const calls = await traced.calls();
  const own = calls.filter(({ session }) => session === 's');
  expect(own.map(({ step, door, index, joint }) => [step, door, index?.name, joint?.place])).toEqual([
    [1, '/mcp', 'web', 0],
    [1, '/mcp', 'shore', 1],
  ]);
});
