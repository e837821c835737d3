import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startServer } from '../support/http-server.ts';
import { MemoryBackend, TIDE_POOL } from '../support/memory-backend.ts';

const forward = (taskMs = 1) => new MemoryBackend({ taskMs });
const backward = (taskMs = 1) => new MemoryBackend({ taskMs, indexes: [{ documents: TIDE_POOL.toReversed() }] });

// promise: serve/swap
describe('a swap', () => {
  it('under load fails no request, and each answer is of one index, which it names', async () => {
    const bugs: unknown[] = [];
    await using running = await startServer({ onBug: (error) => bugs.push(error) }, forward());
    const golden = new Map<string, string>();
    for (const backend of [forward(), backward()]) {
      await running.server.swap(backend);
      golden.set(backend.indexes[0].id, await (await running.get('/v1/search?query=the+rock+tide')).text());
    }
    expect(golden.size).toBe(2);
    let isOver = false;
    const seen = new Map<string, number>();
    const client = async (): Promise<void> => {
      while (!isOver) {
        const response = await running.get('/v1/search?query=the+rock+tide');
        const text = await response.text();
        const id = JSON.parse(text).index?.id;
        expect(text).toBe(golden.get(id));
        seen.set(id, (seen.get(id) ?? 0) + 1);
      }
    };
    const clients = Array.from({ length: 10 }, client);
    const retired: MemoryBackend[] = [];
    const closings: Promise<void>[] = [];
    let current = backward();
    await running.server.swap(current);
    for (let i = 0; i < 100; i++) {
      const next = i % 2 === 0 ? forward() : backward();
      closings.push(running.server.swap(next));
      retired.push(current);
      current = next;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    isOver = true;
    await Promise.all(clients);
    await Promise.all(closings);
    expect(retired.every((backend) => backend.isClosed)).toBe(true);
    expect(current.isClosed).toBe(false);
    expect(bugs).toEqual([]);
    expect(Math.min(...[...golden.keys()].map((id) => seen.get(id) ?? 0))).toBeGreaterThan(20);
  });

  it('leaves a request with the snapshot that it was admitted to', async () => {
    const old = forward();
    await using running = await startServer({}, old);
    const body = '{"query":"tide"}';
    const socket = connect(running.port, '127.0.0.1');
    const answer = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    socket.write(
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n',
    );
    socket.write(`Content-Length: ${body.length}\r\n\r\n{`);
    await expect.poll(() => running.server.service.exchanges.size).toBe(1);
    const next = backward();
    const closed = running.server.swap(next);
    expect((await (await running.get('/v1/search?query=tide')).json()).index.id).toBe(next.indexes[0].id);
    expect(old.isClosed).toBe(false);
    socket.write(body.slice(1));
    expect(await answer).toContain(old.indexes[0].id);
    await closed;
    expect(old.isClosed).toBe(true);
  });

  it('releases what a request holds that is refused, is answered 304, or whose client leaves', async () => {
    const old = forward(50);
    await using running = await startServer({}, old);
    const etag = (await running.get('/v1/search?query=tide')).headers.get('etag')!;
    await running.get('/v1/search?query=tide', { 'if-none-match': etag });
    await running.post('/v1/search', { querry: 'tide' });
    await running.get('/v1/documents/gone');
    await fetch(`${running.url}/v1/search?query=tide`, { signal: AbortSignal.timeout(10) }).catch(() => {});
    await running.server.swap(forward());
    expect(old.isClosed).toBe(true);
  });
});

describe('before the first snapshot', () => {
  it('searches are told to wait, and readiness says how far the loading is', async () => {
    await using running = await startServer({}, null);
    running.server.reportLoad([{ name: 'shore', id: null, state: 'verifying', done: 5, total: 10, probes: null }]);
    const search = await running.post('/v1/search', { query: 'tide' });
    expect([search.status, search.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await search.json()).error.code).toBe('NOT_READY');
    const readiness = await running.get('/readyz');
    expect([readiness.status, await readiness.json()]).toEqual([
      503,
      {
        ready: false,
        draining: false,
        device: 'cpu',
        adapter: null,
        deviceReason: 'the setting device asks for the CPU',
        workers: 0,
        storage: { faults: 0, last: null },
        queue: { waiting: 0, expectedWaitMs: 0, maxWaitMs: 2500, deadlineMs: 5000, refused: 0 },
        indexes: [{ name: 'shore', id: null, state: 'verifying', done: 5, total: 10, probes: null }],
      },
    ]);
    expect((await running.get('/healthz')).status).toBe(200);
    await running.server.swap(forward());
    const ready = await running.get('/readyz');
    expect([ready.status, (await ready.json()).indexes[0].state]).toEqual([200, 'ready']);
    expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(200);
  });
});
