/** Messages that are no messages, and callers that leave. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

const ACCEPT = { accept: 'application/json, text/event-stream' };
const MODERN = { ...ACCEPT, 'mcp-protocol-version': '2026-07-28' };
const message = (method: string, params?: unknown) => ({ jsonrpc: '2.0', id: 1, method, params });

describe('an MCP server', () => {
  const bugs: unknown[] = [];
  let running: RunningServer;
  beforeAll(async () => {
    running = await startServer({ onBug: (bug) => bugs.push(bug) });
  });
  afterAll(() => running[Symbol.asyncDispose]());

  it.each([
    null,
    1,
    'x',
    [],
    {},
    [[]],
    { jsonrpc: '2.0' },
    { jsonrpc: '1.0', id: 1, method: 'tools/list' },
    { ...message('tools/list'), id: {} },
    message('tools/call'),
    message('tools/call', { name: 3 }),
    message('tools/call', { name: 'search', arguments: [1] }),
    message('tools/call', { name: 'search', arguments: { query: {} } }),
    message('tools/call', { name: '__proto__', arguments: {} }),
    message('tools/call', { name: 'search', arguments: JSON.parse('{"__proto__": {"query": "x"}, "query": "tide"}') }),
    message('resources/read', {}),
    message('resources/read', { uri: `stillweb://${'x'.repeat(4000)}` }),
    message('__proto__'),
    message('subscriptions/listen', {}),
  ])('answers %j, and is none the worse for it', async (body) => {
    for (const headers of [ACCEPT, MODERN, {}]) {
      const answer = await running.post('/mcp', body, headers);
      const text = await answer.text();
      expect(answer.status).toBeLessThan(500);
      if (answer.status !== 202) expect(JSON.parse(text)).toBeInstanceOf(Object);
    }
    expect(bugs).toEqual([]);
    expect((await running.post('/mcp', message('tools/list'), ACCEPT)).status).toBe(200);
    expect(running.server.service.search.admission).toMatchObject({ queries: 0, bytes: 0 });
  });

  it('answers two messages of one id', async () => {
    const call = message('tools/call', { name: 'search', arguments: { query: 'tide' } });
    const answer = await running.post('/mcp', [call, call], ACCEPT);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: 1 });
  });

  it('takes notifications without a word', async () => {
    const answer = await running.post('/mcp', { jsonrpc: '2.0', method: 'notifications/initialized' }, ACCEPT);
    expect([answer.status, await answer.text()]).toEqual([202, '']);
  });

  it('lets what a caller waited for go when it has left', async () => {
    const backend = new MemoryBackend({ isHeld: true });
    await using held = await startServer({}, backend);
    const body = JSON.stringify(message('tools/call', { name: 'search', arguments: { query: 'tide' } }));
    const head = `POST /mcp HTTP/1.1\r\nhost: localhost\r\naccept: ${ACCEPT.accept}\r\ncontent-type: application/json\r\n`;
    const socket = connect(held.port, '127.0.0.1');
    socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`);
    while (backend.tasks === 0) await new Promise(setImmediate);
    socket.destroy();
    while (held.server.service.exchanges.size > 0) await new Promise(setImmediate);
    backend.release();
    while (backend.tasks > 0) await new Promise(setImmediate);
    expect((await held.post('/mcp', message('tools/list'), ACCEPT)).status).toBe(200);
    expect(held.server.service.search.admission).toMatchObject({ queries: 0, bytes: 0 });
  });
});
