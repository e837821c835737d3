import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, MAX_HEADER_BYTES, MAX_URL_BYTES } from '../../src/limits.ts';
import type { SearchBackend } from '../../src/serving/search-backend.ts';
import { bodyOf, exchangeRaw, jsonOf, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

const HEAD = 'Host: localhost\r\nConnection: close\r\n';

describe('every refusal', () => {
  let running: RunningServer;
  beforeAll(async () => {
    running = await startServer();
  });
  afterAll(() => running[Symbol.asyncDispose]());

  const cases: readonly [string, number, string, string][] = [
    ['an unknown path', 404, 'NOT_FOUND', `GET /v2/search HTTP/1.1\r\n${HEAD}\r\n`],
    ['an unknown path with a body', 404, 'NOT_FOUND', `POST /nope HTTP/1.1\r\n${HEAD}Content-Length: 1\r\n\r\n{`],
    ['another method', 405, 'METHOD_NOT_ALLOWED', `DELETE /v1/search HTTP/1.1\r\n${HEAD}\r\n`],
    ['a method that HTTP has and no route', 405, 'METHOD_NOT_ALLOWED', `PROPFIND /healthz HTTP/1.1\r\n${HEAD}\r\n`],
    ['a method that HTTP has not', 400, 'INVALID_REQUEST', `SEARCHX / HTTP/1.1\r\n${HEAD}\r\n`],
    ['no HTTP at all', 400, 'INVALID_REQUEST', '\x16\x03\x01\x02\x00\x01\r\n\r\n'],
    ['no Host', 400, 'INVALID_REQUEST', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a broken escape in the path', 400, 'INVALID_REQUEST', `GET /v1/documents/%zz HTTP/1.1\r\n${HEAD}\r\n`],
    ['a body that is not JSON', 400, 'INVALID_REQUEST', post('{"query":')],
    ['an empty body', 400, 'INVALID_REQUEST', post('')],
    ['a body without content', 400, 'INVALID_REQUEST', `POST /v1/search HTTP/1.1\r\n${HEAD}\r\n`],
    ['a body that is no object', 400, 'INVALID_REQUEST', post('[]')],
    ['a prototype in the body', 400, 'INVALID_REQUEST', post('{"query":"a","__proto__":{"k":3}}')],
    ['a constructor in the body', 400, 'INVALID_REQUEST', post('{"query":"a","constructor":{"prototype":{}}}')],
    ['text for a body', 415, 'UNSUPPORTED_MEDIA_TYPE', post('query', 'text/plain')],
    ['a form for a body', 415, 'UNSUPPORTED_MEDIA_TYPE', post('query=a', 'application/x-www-form-urlencoded')],
    ['a media type that is none', 415, 'UNSUPPORTED_MEDIA_TYPE', post('{}', 'json')],
    [
      'a body said to be too large',
      413,
      'BODY_TOO_LARGE',
      `POST /v1/search HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nContent-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n`,
    ],
    ['a URL that is too long', 414, 'URL_TOO_LONG', `GET /${'a'.repeat(MAX_URL_BYTES)} HTTP/1.1\r\n${HEAD}\r\n`],
    [
      'headers that are too large',
      431,
      'HEADERS_TOO_LARGE',
      `GET / HTTP/1.1\r\n${HEAD}X: ${'a'.repeat(MAX_HEADER_BYTES)}\r\n\r\n`,
    ],
    [
      'two lengths',
      400,
      'INVALID_REQUEST',
      `POST /v1/search HTTP/1.1\r\n${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
    ],
    [
      'a length and chunks',
      400,
      'INVALID_REQUEST',
      `POST /v1/search HTTP/1.1\r\n${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
  ];

  function post(body: string, type = 'application/json'): string {
    return `POST /v1/search HTTP/1.1\r\n${HEAD}Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  }

  it.each(cases)('has one shape: %s is %d %s', async (_name, status, code, request) => {
    const { text } = await exchangeRaw(running.port, request);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const { error } = bodyOf(text);
    expect(Object.keys(error)).toEqual(['code', 'message', 'facts', 'fix', 'requestId']);
    expect(error.code).toBe(code);
    expect(text).toMatch(new RegExp(`\r\nx-request-id: ${error.requestId}\r\n`, 'i'));
    expect(text).not.toMatch(/FST_|node:|node_modules|\bat \S*[/(]|fastify/i);
  });

  it('takes a URL and a body at the limit', async () => {
    const query = 'a'.repeat(MAX_URL_BYTES - '/v1/search?query='.length);
    expect((await running.get(`/v1/search?query=${query}`)).status).toBe(200);
    expect((await running.get(`/v1/search?query=${query}a`)).status).toBe(414);
    const padded = (bytes: number) => JSON.stringify({ query: 'tide' }).padEnd(bytes, ' ');
    const send = (body: string) =>
      fetch(`${running.url}/v1/search`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await send(padded(MAX_BODY_BYTES))).status).toBe(200);
    expect((await send(padded(MAX_BODY_BYTES + 1))).status).toBe(413);
  });

  it('counts the bytes of a chunked body', async () => {
    const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`;
    const request = `POST /v1/search HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const { text } = await exchangeRaw(running.port, request + chunk.repeat(5));
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('refuses a body that is not UTF-8, rather than search for something else', async () => {
    const body = Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xe9]), Buffer.from('"}')]);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${running.url}/v1/search`, { method: 'POST', headers, body });
    expect([response.status, (await jsonOf(response)).error.message]).toEqual([400, 'the body is not UTF-8']);
  });

  it('says in Allow which methods a path takes', async () => {
    const response = await fetch(`${running.url}/v1/search`, { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    const options = await fetch(`${running.url}/v1/documents/a/b`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });

  it('reports numbers that JSON can write and no integer can hold', async () => {
    for (const k of ['1e309', '-1', '0', '1001', '1000000', '"5"', '[5]', '1.5', 'null', 'true']) {
      const response = await fetch(`${running.url}/v1/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"query":"a","k":${k}}`,
      });
      expect([response.status, (await jsonOf(response)).error.facts.field], k).toEqual([400, 'k']);
    }
  });
});

describe('a bug behind the server', () => {
  const failing = (error: unknown): SearchBackend => {
    const backend = new MemoryBackend();
    return Object.assign(backend, { answer: () => Promise.reject(error) });
  };

  it.each([
    ['an error', new TypeError('secret /home/someone/file.ts')],
    ['an error with the code of a refusal', Object.assign(new Error('secret'), { statusCode: 404, code: 'ENOENT' })],
    ['no error', 'secret text'],
    ['nothing', undefined],
  ])('that rejects with %s is 500 with an id only, and is told to the operator', async (_name, thrown) => {
    const told: [unknown, string][] = [];
    await using running = await startServer({ onBug: (...bug) => told.push(bug) }, failing(thrown));
    const response = await running.post('/v1/search', { query: 'a' });
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text).error).toMatchObject({ code: 'INTERNAL', facts: {} });
    expect(text).not.toMatch(/secret|home/);
    expect(told.map(([, id]) => id)).toEqual([response.headers.get('x-request-id')]);
  });

  it('that throws instead of rejecting does not take a place for ever', async () => {
    const backend = Object.assign(new MemoryBackend({ workers: 1 }), {
      answer: () => {
        throw new TypeError('thrown');
      },
    });
    await using running = await startServer({ onBug: () => {} }, backend);
    for (let i = 0; i < 40; i++) expect((await running.post('/v1/search', { query: 'a' })).status).toBe(500);
    expect(running.server.service.search.admission.queries).toBe(0);
  });
});
