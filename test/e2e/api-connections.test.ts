import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

const HEALTH = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
const SEARCH = 'GET /v1/search?query=tide HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** A server that takes few connections. */
async function narrow(limit: number, backend = new MemoryBackend()): Promise<RunningServer> {
  const running = await startServer({}, backend);
  onTestFinished(() => running[Symbol.asyncDispose]());
  running.server.service.connections.limit = limit;
  return running;
}

interface Held {
  readonly socket: Socket;
  text(): string;
  readonly closed: Promise<void>;
}

/** Opens a connection, sends a beginning and keeps it. */
async function hold(running: RunningServer, beginning: string): Promise<Held> {
  const socket = connect(running.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  if (beginning !== '') await new Promise((resolve) => socket.write(beginning, resolve));
  return { socket, text: () => text, closed };
}

describe('connections that are as many as may be', () => {
  it.each([
    ['send nothing', ''],
    ['stop in the request line', 'GET /hea'],
    ['drip headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nX: y\r\n'],
    [
      'stop before a body',
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n',
    ],
    [
      'stop in a body',
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{',
    ],
  ])('and %s give way to whoever asks whether the server lives', async (_name, beginning) => {
    const running = await narrow(4);
    const held: Held[] = [];
    for (let i = 0; i < 4; i++) held.push(await hold(running, beginning));
    await expect.poll(() => running.server.service.connections.open).toBe(4);
    for (let i = 0; i < 10; i++) expect((await exchangeRaw(running.port, HEALTH)).text).toMatch(/^HTTP\/1\.1 200 /);
    // The oldest has gone; what it had begun to send is answered.
    await held[0].closed;
    expect(held[0].text()).toMatch(beginning === '' ? /^$/ : /^HTTP\/1\.1 503 .*nosniff.*"OVERLOADED"/s);
  });

  it('are counted when they give way', async () => {
    const running = await narrow(3);
    for (let i = 0; i < 5; i++) await hold(running, 'GET / HTTP/1.1\r\n');
    await expect.poll(() => running.server.service.connections.evicted).toBe(2);
    const metrics = (await exchangeRaw(running.port, HEALTH.replace('healthz', 'metrics'))).text;
    expect(metrics).toMatch(/^stillweb_connections_evicted_total 3$/m);
    expect(metrics).toMatch(/^stillweb_connections_refused_total 0$/m);
    expect(metrics).toMatch(/^stillweb_connections 3$/m);
    expect(metrics).toMatch(/^stillweb_client_errors_total\{code="OVERLOADED"\} 3$/m);
  });

  it('and have whole requests under way keep their places, and newer ones are counted', async () => {
    const backend = new MemoryBackend({ isHeld: true });
    const running = await narrow(3, backend);
    const held: Held[] = [];
    for (let i = 0; i < 3; i++) held.push(await hold(running, SEARCH));
    await expect.poll(() => backend.tasks).toBe(3);
    expect((await exchangeRaw(running.port, HEALTH)).text).toBe('');
    expect(running.server.service.connections.refused).toBe(1);
    backend.release();
    for (const { text } of held) await expect.poll(text).toMatch(/^HTTP\/1\.1 200 /);
    // They are idle now, and the oldest gives way.
    expect((await exchangeRaw(running.port, HEALTH)).text).toMatch(/^HTTP\/1\.1 200 /);
    expect(running.server.service.connections.evicted).toBe(1);
  });

  it('and were used lately outlive those that wait for longer', async () => {
    const running = await narrow(3);
    const used = await hold(running, '');
    const silent = await hold(running, '');
    await hold(running, '');
    used.socket.write(SEARCH);
    await expect.poll(used.text).toMatch(/^HTTP\/1\.1 200 .*\]\}$/s);
    expect((await exchangeRaw(running.port, HEALTH)).text).toMatch(/^HTTP\/1\.1 200 /);
    await silent.closed;
    used.socket.write(HEALTH);
    await used.closed;
    expect(used.text()).toMatch(/"status":"ok"\}$/);
  });
});

describe('an answer that closes its connection', () => {
  it.each([
    [
      'a body that is too large',
      `POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n`,
      413,
    ],
    ['a foreign host', `POST /v1/search HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 9000000\r\n\r\n`, 403],
    ['what is no HTTP', 'POST nonsense\r\n\r\n', 400],
  ])('reaches a client that goes on sending %s', async (_name, head, status) => {
    const running = await startServer();
    onTestFinished(() => running[Symbol.asyncDispose]());
    for (let i = 0; i < 5; i++) {
      const { text } = await exchangeRaw(running.port, head + 'x'.repeat(3_000_000));
      expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*"requestId":"[^"]+"\\}\\}$`, 's'));
    }
  });
});
