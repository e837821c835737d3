import { Writable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SMALL_BODY_BYTES } from '../../src/limits.ts';
import { exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';
import '../toys/toy-dialect.ts';

/** A server whose queue is full until the test ends. */
async function full(options: Parameters<typeof startServer>[0] = {}): Promise<RunningServer> {
  const backend = new MemoryBackend({ workers: 1, serviceMs: 20_000, isHeld: true });
  const running = await startServer(options, backend);
  onTestFinished(() => running[Symbol.asyncDispose]());
  const headers: Record<string, string> = options.token ? { authorization: `Bearer ${options.token}` } : {};
  const held = running.post('/v1/search', { query: 'tide' }, headers).catch(() => null);
  await expect.poll(() => backend.tasks, { timeout: 20_000 }).toBe(1);
  onTestFinished(async () => {
    backend.release();
    await held;
  });
  return running;
}

/** Of an answer, what does not change from one request to the next. */
async function described(response: Response): Promise<object> {
  const { date: _date, 'x-request-id': id, ...headers } = Object.fromEntries(response.headers);
  const { error } = JSON.parse(await response.text());
  expect(error.requestId).toBe(id);
  return { status: response.status, headers, error: { ...error, requestId: '' } };
}

describe('a plain search beyond capacity', () => {
  it('is refused as one that goes the whole way is', async () => {
    const running = await full();
    const plain = await running.post('/v1/search', { query: 'tide' });
    const unusual = await running.post('/v1/search', { query: 'tide' }, { origin: running.url });
    const byQuery = await running.get('/v1/search?query=tide');
    expect(plain.status).toBe(503);
    const expected = await described(unusual);
    expect(await described(plain)).toEqual(expected);
    expect(await described(byQuery)).toEqual(expected);
    expect(await described(await running.post('/v1/fetch', { ids: ['a'] }))).toEqual(expected);
  });

  it('is counted once and logged, under an id of its own', async () => {
    let lines = '';
    const log = new Writable({
      write(chunk, _encoding, done) {
        lines += chunk;
        done();
      },
    });
    const running = await full({ log });
    const answers = await Promise.all(Array.from({ length: 5 }, () => running.post('/v1/search', { query: 'tide' })));
    expect(new Set(answers.map((answer) => answer.headers.get('x-request-id'))).size).toBe(5);
    const metrics = await (await running.get('/metrics')).text();
    expect(metrics).toMatch(/^stillweb_admission_refused_total 5$/m);
    expect(metrics).toMatch(/^stillweb_requests_total\{method="POST",route="\/v1\/search",status="503"\} 5$/m);
    const refusals = () => lines.match(/"error":"OVERLOADED"/g) ?? [];
    await expect.poll(() => refusals().length, { timeout: 20_000 }).toBe(5);
  });

  it('leaves its connection open', async () => {
    const running = await full();
    const body = '{"query":"tide"}';
    const head = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const one = `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
    const last = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    const { text } = await exchangeRaw(running.port, one + one + last);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 503', 'HTTP/1.1 200']);
  });

  it.each([
    ['without the token', 401, {}, {}],
    ['with a wrong token', 401, { authorization: 'Bearer no' }, {}],
    ['from a page of another site', 403, { authorization: 'Bearer yes' }, { origin: 'https://evil.example' }],
  ])('%s learns nothing of the queue', async (_name, status, token, headers) => {
    const running = await full({ token: 'yes' });
    expect((await running.post('/v1/search', { query: 'tide' }, { ...token, ...headers })).status).toBe(status);
  });

  it('with the token is refused', async () => {
    const running = await full({ token: 'yes' });
    const answer = await running.post('/v1/search', { query: 'tide' }, { authorization: 'Bearer yes' });
    expect(answer.status).toBe(503);
  });

  it('learns that the server stops, rather than when to come back', async () => {
    const running = await full();
    running.server.service.isDraining = true;
    const answer = await running.post('/v1/search', { query: 'tide' });
    expect((await answer.json()).error.code).toBe('DRAINING');
  });

  it("under a name that is not the server's learns nothing of the queue either", async () => {
    const running = await full();
    const head = 'POST /v1/search HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n';
    const { text } = await exchangeRaw(running.port, `${head}Connection: close\r\nContent-Length: 2\r\n\r\n{}`);
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('of a page that may call can be read by the page', async () => {
    const running = await full({ allowedOrigins: ['https://lab.example'] });
    const answer = await running.post('/v1/search', { query: 'tide' }, { origin: 'https://lab.example' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://lab.example');
  });

  it('of unknown length loses its connection', async () => {
    const running = await full();
    const head = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const { text } = await exchangeRaw(running.port, `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 503 .+connection: close/is);
  });

  it('in a dialect is refused in the form of the dialect', async () => {
    const running = await full();
    const answer = await running.post('/toy/read', { names: ['a'] });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ oops: 'OVERLOADED', requestId: answer.headers.get('x-request-id') });
  });

  it('with a body that is not worth reading loses its connection', async () => {
    const running = await full();
    const large = await running.post('/v1/search', { query: 'x'.repeat(SMALL_BODY_BYTES) });
    expect(large.status).toBe(503);
    expect(large.headers.get('connection')).toBe('close');
  });
});
