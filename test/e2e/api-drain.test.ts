import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { exchangeRaw, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

const GET = 'GET /v1/search?query=tide HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** A connection that stays open, with all that came back on it. */
function open(port: number): { write(text: string): void; text(): string; closed: Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  return {
    write: (request) => socket.write(request),
    text: () => text,
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
  };
}

// promise: serve/drain
describe('draining', () => {
  it('answers what was accepted, tells clients to go, and closes the backend last', async () => {
    const backend = new MemoryBackend({ workers: 2, taskMs: 300 });
    const running = await startServer({}, backend);
    const clients = Array.from({ length: 4 }, () => open(running.port));
    for (const client of clients) client.write(GET);
    await expect.poll(() => backend.tasks).toBe(4);
    const startedMs = performance.now();
    const outcome = running.server.drain(5000);
    await expect.poll(() => running.server.app.server.listening).toBe(false);
    await expect(exchangeRaw(running.port, GET)).resolves.toMatchObject({ text: '' });
    expect(backend.isClosed).toBe(false);
    expect(await outcome).toEqual({ isForced: false });
    expect(performance.now() - startedMs).toBeLessThan(1500);
    await Promise.all(clients.map((client) => client.closed));
    for (const client of clients) {
      expect(client.text()).toMatch(/^HTTP\/1\.1 200 OK.*connection: close.*"hits":\[\{.*\]\}$/is);
    }
    expect(backend.isClosed).toBe(true);
  });

  it('says at once that it is not ready, and refuses new requests on connections that are open', async () => {
    const running = await startServer({}, new MemoryBackend({ taskMs: 500 }));
    const [busy, ready, late] = [open(running.port), open(running.port), open(running.port)];
    for (const client of [ready, late]) client.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => ready.text() + late.text()).toMatch(/"ok".*"ok"/s);
    busy.write(GET);
    await expect.poll(() => running.server.service.search.admission.queries).toBe(1);
    const outcome = running.server.drain(5000);
    ready.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    late.write(GET);
    await Promise.all([ready.closed, late.closed]);
    expect(ready.text()).toMatch(/HTTP\/1\.1 503 .*connection: close.*"ready":false,"draining":true/is);
    expect(late.text()).toMatch(/HTTP\/1\.1 503 .*connection: close.*DRAINING/is);
    expect(await outcome).toEqual({ isForced: false });
    await busy.closed;
    expect(busy.text()).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('answers all that was accepted on one connection, and closes it after the last answer', async () => {
    const backend = new MemoryBackend({ isHeld: true });
    const running = await startServer({}, backend);
    const client = open(running.port);
    client.write(GET.repeat(3));
    await expect.poll(() => backend.tasks).toBe(3);
    const outcome = running.server.drain(20_000);
    client.write(GET);
    await expect.poll(() => running.server.service.exchanges.size).toBe(4);
    backend.release();
    await client.closed;
    expect(await outcome).toEqual({ isForced: false });
    const answers = client.text().split(/(?=HTTP\/1\.1 )/);
    expect(answers.map((answer) => [answer.slice(9, 12), /^connection: (.*)$/im.exec(answer)?.[1]])).toEqual([
      ['200', 'keep-alive'],
      ['200', 'keep-alive'],
      ['200', 'keep-alive'],
      ['503', 'close'],
    ]);
  });

  it('answers the next request of a client that kept its connection, however late it comes', async () => {
    const running = await startServer({ timeouts: { drainIdleMs: 60_000 } });
    const [kept, fresh] = [open(running.port), open(running.port)];
    kept.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await expect.poll(() => kept.text()).toMatch(/"ok"/);
    await expect.poll(() => running.server.service.connections.open).toBe(2);
    const outcome = running.server.drain(60_000);
    await expect.poll(() => running.server.app.server.listening).toBe(false);
    // Several looks at the connections pass.
    await new Promise((resolve) => setTimeout(resolve, 350));
    for (const client of [kept, fresh]) client.write(GET);
    await Promise.all([kept.closed, fresh.closed]);
    for (const client of [kept, fresh]) expect(client.text()).toMatch(/HTTP\/1\.1 503 .*connection: close.*DRAINING/is);
    expect(await outcome).toEqual({ isForced: false });
  });

  it('does not wait for connections without a request, nor for a body that never comes', async () => {
    const running = await startServer();
    const silent = [open(running.port), open(running.port), open(running.port)];
    silent[1].write('GET /hea');
    silent[2].write(
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nContent-Type: application/json\r\n\r\n{',
    );
    await expect.poll(() => running.server.service.exchanges.size).toBe(1);
    const startedMs = performance.now();
    expect(await running.server.drain(1500)).toEqual({ isForced: false });
    expect(performance.now() - startedMs).toBeLessThan(1200);
    await Promise.all(silent.map((each) => each.closed));
  });

  it('cuts off at the deadline what has not ended, and says so', async () => {
    const running = await startServer({}, new MemoryBackend({ taskMs: 2000 }));
    const client = open(running.port);
    client.write(GET);
    await expect.poll(() => running.server.service.search.admission.queries).toBe(1);
    const startedMs = performance.now();
    const outcome = running.server.drain(500);
    await client.closed;
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(await outcome).toEqual({ isForced: true });
    expect(client.text()).toBe('');
  });

  it('is joined by a second call, and by close', async () => {
    const running = await startServer();
    const [first, second] = await Promise.all([
      running.server.drain(1000),
      running.server.drain(1),
      running.server.close(),
    ]);
    expect(first).toBe(second);
  });

  it('of a server that is not ready has no delay', async () => {
    const running = await startServer({}, null);
    expect(await running.server.drain(1000, 600_000)).toEqual({ isForced: false });
  });

  it('of a server that never listened closes its backend', async () => {
    const { createServer } = await import('../../src/api/server.ts');
    const server = await createServer();
    const backend = new MemoryBackend();
    await server.swap(backend);
    await server.close();
    expect(backend.isClosed).toBe(true);
  });

  it('under two hundred busy clients breaks none of their requests', async () => {
    for (let round = 0; round < 3; round++) {
      const running = await startServer({ maxWaitMs: 20 }, new MemoryBackend({ workers: 2, taskMs: 2, serviceMs: 2 }));
      const agent = new Agent({ keepAlive: true, maxSockets: 200 });
      const outcomes = new Map<string, number>();
      const send = (): Promise<string> =>
        new Promise((resolve) => {
          const message = httpRequest({ agent, port: running.port, path: '/v1/search?query=tide' }, (response) => {
            let text = '';
            response.on('data', (chunk) => {
              text += chunk;
            });
            response.on('close', () => {
              const isWhole = response.complete && text.endsWith('}');
              resolve(isWhole ? String(response.statusCode) : 'broken');
            });
          });
          // A connection that the kernel took and the server never saw is reset when the listening socket closes.
          message.on('error', ({ code }: NodeJS.ErrnoException) => {
            const isRefused = code === 'ECONNREFUSED' || (code === 'ECONNRESET' && !message.reusedSocket);
            resolve(isRefused ? 'refused' : `${code}`);
          });
          message.end();
        });
      const client = async (): Promise<void> => {
        for (;;) {
          const outcome = await send();
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          if (outcome === 'refused') return;
        }
      };
      const clients = Array.from({ length: 200 }, client);
      await expect.poll(() => outcomes.has('200') && outcomes.has('503'), { timeout: 20_000 }).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 37 * round));
      expect(await running.server.drain(5000)).toEqual({ isForced: false });
      await Promise.all(clients);
      agent.destroy();
      expect([...outcomes.keys()].sort()).toEqual(['200', '503', 'refused']);
      expect(await running.server.service.metrics.registry.metrics()).not.toContain('status="499"');
      expect(running.server.service.search.admission.queries).toBe(0);
    }
  });
});
