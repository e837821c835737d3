import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES, MAX_BODY_DEPTH, MAX_BODY_PIECES, MAX_BODY_VALUES } from '../../src/limits.ts';
import { bodyOf, exchangeRaw, jsonOf, type RunningServer, startServer } from '../support/http-server.ts';

let running: RunningServer;
beforeAll(async () => {
  running = await startServer();
});
afterAll(() => running[Symbol.asyncDispose]());

const JSON_TYPE = { 'content-type': 'application/json' };
const send = (body: string | Buffer, headers: Record<string, string> = {}, path = '/v1/search') =>
  fetch(running.url + path, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

describe('a body that is encoded', () => {
  const query = '{"query":"tide"}';

  it.each([
    'gzip',
    'deflate',
    'br',
    'zstd',
    'compress',
    'x-gzip',
    'GZIP',
    'gzip, identity',
    'identity, gzip',
    'nonsense',
  ])('as %s is refused, whether it is or not', async (encoding) => {
    for (const path of ['/v1/search', '/v1/fetch']) {
      for (const body of [gzipSync(query), query]) {
        const response = await send(body, { 'content-encoding': encoding }, path);
        const { error } = await jsonOf(response);
        expect([response.status, error.code, error.facts.header]).toEqual([
          415,
          'UNSUPPORTED_MEDIA_TYPE',
          'content-encoding',
        ]);
      }
    }
  });

  it.each(['identity', 'Identity', 'identity, identity', ''])('as %j is read', async (encoding) => {
    expect((await send(query, { 'content-encoding': encoding })).status).toBe(200);
  });

  it.each(['iso-8859-1', 'utf-16', '"windows-1252"', 'utf-8x', '""'])(
    'in the charset %s is refused',
    async (charset) => {
      const response = await send(query, { 'content-type': `application/json; charset=${charset}` });
      expect([response.status, (await jsonOf(response)).error.facts.header]).toEqual([415, 'content-type']);
    },
  );

  it.each(['utf-8', 'UTF-8', '"utf-8"', 'us-ascii'])('in the charset %s is read', async (charset) => {
    expect((await send(query, { 'content-type': `application/json; charset=${charset}` })).status).toBe(200);
  });
});

describe('a body that is dear to parse', () => {
  const padded = (text: string): string => text.padEnd(MAX_BODY_BYTES, ' ');
  const bodies: readonly [string, string][] = [
    ['nested lists', '['.repeat(MAX_BODY_BYTES / 2) + ']'.repeat(MAX_BODY_BYTES / 2)],
    ['nested objects', '{"a":'.repeat(MAX_BODY_DEPTH + 1)],
    ['a million members', `{${Array.from({ length: 350_000 }, (_, i) => `"${i}":1`).join()}}`],
    ['a million lists', `[${'[],'.repeat(1_000_000)}[]]`],
    ['a number of a million digits', padded(`{"query":"a","k":${'1'.repeat(1_000_000)}}`)],
    ['nesting in a field that nobody knows', `{"query":"a","x":${'['.repeat(100_000)}`],
  ];

  it.each(bodies)('is refused before it is parsed: %s', async (_name, body) => {
    const response = await send(body);
    const { error } = await jsonOf(response);
    expect([response.status, error.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(error.message).toMatch(/^the body has more than \d+ /);
  });

  it('is refused while it arrives: what is behind the limit is not waited for', async () => {
    const head = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
    const { text } = await exchangeRaw(running.port, `${head}Content-Length: 1000000\r\n\r\n${'['.repeat(100)}`);
    expect(text).toMatch(/^HTTP\/1\.1 400 .*\r\nconnection: close\r\n/is);
    expect(bodyOf(text).error.facts).toEqual({ maxDepth: MAX_BODY_DEPTH });
  });

  it('is no full filter, and no full batch', async () => {
    const hosts = Array.from({ length: 1000 }, (_, i) => `h${i}.example`);
    const languages = hosts.map((_, i) => `x-${i}`);
    const filter = { sites: hosts, excludeSites: hosts, languages, ids: hosts, excludeIds: hosts };
    const full = { queries: Array.from({ length: 256 }, (_, i) => `${'é'.repeat(4000)}${i}`), filter };
    expect(full.queries.length + 5 * hosts.length).toBeLessThan(MAX_BODY_VALUES / 3);
    const response = await send(JSON.stringify(full));
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('"results"')]);
  });
});

describe('large bodies', () => {
  it('that arrive together are parsed one a turn, and short requests answered between them', async () => {
    const body = JSON.stringify({ query: 'é'.repeat(MAX_BODY_BYTES / 2 - 100) });
    const order: string[] = [];
    // All but the last byte is there before any is parsed; then the last bytes come together, and a short request behind them.
    const starts = Array.from({ length: 6 }, () => startBody(running.port, body));
    await expect.poll(() => running.server.service.search.admission.readingBytes).toBe(6 * Buffer.byteLength(body));
    const ended = starts.map(({ end, answered }) => {
      end();
      return answered.then((status) => order.push(String(status)));
    });
    const health = running.get('/healthz').then(() => order.push('health'));
    await Promise.all([...ended, health]);
    expect(order.filter((each) => each === '400')).toHaveLength(6);
    expect(order.indexOf('health')).toBeLessThan(6);
  });

  it('that are not JSON, or not UTF-8, are refused as small ones are', async () => {
    for (const body of [
      Buffer.alloc(100_000, 0x20),
      Buffer.alloc(100_000, 0xff),
      Buffer.from(`{"query":"${'a'.repeat(100_000)}`),
    ]) {
      expect((await send(body)).status).toBe(400);
    }
  });
});

function startBody(port: number, body: string): { end(): void; answered: Promise<number> } {
  const bytes = Buffer.from(body);
  const message = httpRequest({
    port,
    path: '/v1/search',
    method: 'POST',
    headers: { ...JSON_TYPE, 'content-length': bytes.length },
  });
  const answered = new Promise<number>((resolve, reject) => {
    message.on('error', reject);
    message.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
  message.write(bytes.subarray(0, -1));
  return { end: () => message.end(bytes.subarray(-1)), answered };
}

describe('a body in chunks', () => {
  /** So many blanks, each a chunk, behind a query. */
  const chunked = (blanks: number): string => {
    const query = '{"query":"tide"}';
    const head = 'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close';
    const first = `${query.length.toString(16)}\r\n${query}\r\n`;
    return `${head}\r\nTransfer-Encoding: chunked\r\n\r\n${first}${'1\r\n \r\n'.repeat(blanks)}0\r\n\r\n`;
  };

  it.each([
    ['as many as may be is read', MAX_BODY_PIECES - 1, 200],
    ['one more is refused', MAX_BODY_PIECES, 413],
  ])('of which %s', async (_, blanks, status) => {
    const { text } = await exchangeRaw(running.port, chunked(blanks));
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});
