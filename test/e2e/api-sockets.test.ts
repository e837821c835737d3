import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_TIMEOUT_MS,
  MAX_CONNECTIONS,
  REQUEST_TIMEOUT_MS,
  SOCKET_IDLE_TIMEOUT_MS,
} from '../../src/limits.ts';
import { bodyOf, exchangeRaw, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

const QUICK = { headersMs: 300, requestMs: 700, checkMs: 50, keepAliveMs: 300, socketIdleMs: 1500 };
const POST = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

describe('a sender that is too slow', () => {
  it.each([
    ['sends nothing', '', QUICK.headersMs],
    ['stops in its request line', 'GET /healthz', QUICK.headersMs],
    ['stops in its headers', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n', QUICK.headersMs],
    ['stops before its body', `${POST}Content-Length: 100\r\n\r\n`, QUICK.requestMs],
    ['stops in its body', `${POST}Content-Length: 100\r\n\r\n{"query":`, QUICK.requestMs],
    ['stops in a chunk', `${POST}Transfer-Encoding: chunked\r\n\r\n64\r\n{"query":`, QUICK.requestMs],
  ])('that %s is told so and cut off', async (_name, text, timeoutMs) => {
    await using running = await startServer({ timeouts: QUICK });
    const answer = await exchangeRaw(running.port, text, 5000);
    expect(answer.text).toMatch(/^HTTP\/1\.1 408 /);
    expect(bodyOf(answer.text).error.code).toBe('REQUEST_TIMEOUT');
    expect(answer.ms).toBeGreaterThan(timeoutMs - 20);
    expect(answer.ms).toBeLessThan(timeoutMs + 500);
    await expect.poll(() => running.server.service.exchanges.size).toBe(0);
  });

  it('that sends a byte now and then is cut off as well', async () => {
    await using running = await startServer({ timeouts: QUICK });
    const socket = connect(running.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`${POST}Content-Length: 100000\r\n\r\n`);
    const trickle = setInterval(() => socket.write(' '), 20);
    const startedMs = performance.now();
    await new Promise((resolve) => socket.once('close', resolve).resume());
    clearInterval(trickle);
    expect(performance.now() - startedMs).toBeLessThan(QUICK.requestMs + 500);
  });

  it('is given the times of the table by default', async () => {
    await using running = await startServer();
    const { server } = running.server.app;
    expect(server).toMatchObject({
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      timeout: SOCKET_IDLE_TIMEOUT_MS,
      maxHeadersCount: 0,
    });
    expect(running.server.service.connections.limit).toBe(MAX_CONNECTIONS);
    const [headers, body] = await Promise.all([
      exchangeRaw(running.port, 'GET /healthz HTTP/1.1\r\n', 20_000),
      exchangeRaw(running.port, `${POST}Content-Length: 5\r\n\r\n{`, 20_000),
    ]);
    for (const [answer, timeoutMs] of [
      [headers, HEADERS_TIMEOUT_MS],
      [body, REQUEST_TIMEOUT_MS],
    ] as const) {
      expect(answer.text).toMatch(/^HTTP\/1\.1 408 /);
      expect(answer.ms).toBeGreaterThan(timeoutMs - 50);
      expect(answer.ms).toBeLessThan(timeoutMs + 2500);
    }
  });

  it('does not keep others from being answered', async () => {
    await using running = await startServer(
      { timeouts: { ...QUICK, requestMs: 3000 } },
      new MemoryBackend({ workers: 1 }),
    );
    const slow = Array.from({ length: 200 }, () => connect(running.port, '127.0.0.1'));
    for (const socket of slow) socket.on('error', () => {}).write(`${POST}Content-Length: 60000\r\n\r\n{`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let i = 0; i < 20; i++) expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });
});

describe('a reader that is too slow', () => {
  const request = `GET /v1/search?query=word&text=true HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  /** Reads so little that the kernel's buffers fill, then nothing, or a little at a time. */
  const readSlowly = (port: number, everyMs: number | null): Promise<{ socket: Socket; ms: number }> =>
    new Promise((resolve) => {
      const startedMs = performance.now();
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      socket.on('connect', () => socket.write(request.repeat(8)));
      socket.pause();
      const timer = everyMs === null ? null : setInterval(() => socket.read(1024), everyMs);
      socket.once('close', () => {
        if (timer !== null) clearInterval(timer);
        resolve({ socket, ms: performance.now() - startedMs });
      });
      // A paused socket is not told that the other side has gone; the server is asked instead.
      setTimeout(() => socket.resume(), 2500);
    });

  it('that stops reading loses its connection', async () => {
    await using running = await startServer({ timeouts: { ...QUICK, socketIdleMs: 500 } }, largeDocument());
    const reading = readSlowly(running.port, null);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(running.server.service.exchanges.size).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(running.server.service.exchanges.size).toBe(0);
    await reading;
  });

  it('that reads a little at a time loses it too, in the end', async () => {
    await using running = await startServer(
      { timeouts: { ...QUICK, socketIdleMs: 60_000, responseMs: 1000 } },
      largeDocument(),
    );
    const reading = readSlowly(running.port, 50);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(running.server.service.exchanges.size).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(running.server.service.exchanges.size).toBe(0);
    await reading;
  });
});

function largeDocument(): MemoryBackend {
  return new MemoryBackend({
    indexes: [{ documents: [{ id: 'large', url: null, title: 'Large', text: 'word '.repeat(200_000) }] }],
  });
}

describe('connections', () => {
  it('are kept between requests, and closed when idle', async () => {
    await using running = await startServer({ timeouts: QUICK });
    const socket = connect(running.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    for (let i = 1; i <= 3; i++) {
      socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await expect.poll(() => text.match(/HTTP\/1\.1 200/g)?.length).toBe(i);
    }
    const startedMs = performance.now();
    await new Promise((resolve) => socket.once('close', resolve));
    // Node adds a second to what it announces, so that clients stop first.
    expect(performance.now() - startedMs).toBeLessThan(QUICK.keepAliveMs + 1500);
  });

  it('answer pipelined requests in their order', async () => {
    await using running = await startServer({}, new MemoryBackend({ taskMs: 20 }));
    const requests = ['/v1/search?query=tide', '/healthz', '/nowhere', '/v1/search?query=shell']
      .map((path, i) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${i === 3 ? 'Connection: close\r\n' : ''}\r\n`)
      .join('');
    const { text } = await exchangeRaw(running.port, requests);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['200', '200', '404', '200'].map((status) => `HTTP/1.1 ${status}`));
    expect(text.indexOf('"query":"tide"')).toBeLessThan(text.indexOf('"status":"ok"'));
  });

  it('may break anywhere without harm', async () => {
    await using running = await startServer(
      {
        onBug: (error) => {
          throw error;
        },
      },
      new MemoryBackend({ workers: 1, taskMs: 5 }),
    );
    const whole = `${POST}Content-Length: 16\r\n\r\n{"query":"tide"}`;
    for (let length = 1; length <= whole.length; length += 3) {
      const socket = connect(running.port, '127.0.0.1');
      socket.on('error', () => {});
      await new Promise((resolve) => socket.write(whole.slice(0, length), resolve));
      socket.resetAndDestroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(running.server.service.search.admission.queries).toBe(0);
    expect(running.server.service.exchanges.size).toBe(0);
    expect((await running.post('/v1/search', { query: 'tide' })).status).toBe(200);
  });
});
