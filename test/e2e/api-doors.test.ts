import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_HEADER_BYTES } from '../../src/limits.ts';
import { bodyOf, exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';

const HEAD = 'Host: localhost\r\nConnection: close\r\n';
const BODY = '{"query":"tide"}';
const POST = `POST /v1/search HTTP/1.1\r\n${HEAD}Content-Type: application/json\r\n`;
const LENGTH = `Content-Length: ${BODY.length}\r\n\r\n${BODY}`;
const CHUNKS = `\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;

let running: RunningServer;
beforeAll(async () => {
  running = await startServer();
});
afterAll(() => running[Symbol.asyncDispose]());

describe('a request of an unusual form', () => {
  const refused: readonly [string, number, string, string][] = [
    ['asks for another host in its target', 400, 'INVALID_REQUEST', get('http://evil.example/healthz')],
    ['asks for a longer host in its target', 400, 'INVALID_REQUEST', get('http://localhost.evil.example/healthz')],
    ['asks for another port in its target', 400, 'INVALID_REQUEST', get('http://localhost:81/healthz')],
    ['has user info in its target', 400, 'INVALID_REQUEST', get('http://localhost@evil.example/healthz')],
    ['asks for another scheme', 400, 'INVALID_REQUEST', get('ftp://localhost/healthz')],
    ['asks for everything', 400, 'INVALID_REQUEST', get('*')],
    ['has a fragment', 400, 'INVALID_REQUEST', get('/v1/search#?query=tide')],
    ['has letters that are not encoded', 400, 'INVALID_REQUEST', get('/v1/search?query=café')],
    ['starts its path with two slashes', 404, 'NOT_FOUND', get('//v1/search?query=tide')],
    ['puts a host behind two slashes', 404, 'NOT_FOUND', get('//evil.example/healthz')],
    ['has dots in its path', 404, 'NOT_FOUND', get('/v1/../healthz')],
    ['wants a tunnel', 400, 'INVALID_REQUEST', `CONNECT localhost:7080 HTTP/1.1\r\n${HEAD}\r\n`],
    [
      'wants a tunnel to elsewhere',
      403,
      'HOST_FORBIDDEN',
      'CONNECT evil.example:1 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
    ],
    ['wants a tunnel on a route', 405, 'METHOD_NOT_ALLOWED', `CONNECT /v1/search HTTP/1.1\r\n${HEAD}\r\n`],
    ['wants its own bytes back', 405, 'METHOD_NOT_ALLOWED', `TRACE /healthz HTTP/1.1\r\n${HEAD}\r\n`],
    ['is of HTTP/2', 400, 'INVALID_REQUEST', `GET /healthz HTTP/2.0\r\n${HEAD}\r\n`],
    ['begins as HTTP/2 does', 400, 'INVALID_REQUEST', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['is of no version', 400, 'INVALID_REQUEST', `GET /healthz HTTP/1.9\r\n${HEAD}\r\n`],
    ['has two hosts', 400, 'INVALID_REQUEST', `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${HEAD}\r\n`],
    [
      'has two hosts, one foreign',
      400,
      'INVALID_REQUEST',
      `GET /healthz HTTP/1.1\r\n${HEAD}hOST: evil.example\r\n\r\n`,
    ],
    [
      'has a second host behind thousands of headers',
      400,
      'INVALID_REQUEST',
      `GET /healthz HTTP/1.1\r\n${HEAD}${'a:\r\n'.repeat(MAX_HEADER_BYTES / 4 - 60)}Host: evil.example\r\n\r\n`,
    ],
    ['has NUL in a header', 400, 'INVALID_REQUEST', `GET /healthz HTTP/1.1\r\n${HEAD}X: a\0b\r\n\r\n`],
    ['has NUL in its host', 400, 'INVALID_REQUEST', 'GET /healthz HTTP/1.1\r\nHost: localhost\0\r\n\r\n'],
    ['ends its lines with LF', 400, 'INVALID_REQUEST', 'GET /healthz HTTP/1.1\nHost: localhost\n\n'],
    ['ends a line with CR', 400, 'INVALID_REQUEST', 'GET /healthz HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n'],
    ['folds a header', 400, 'INVALID_REQUEST', 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n .evil.example\r\n\r\n'],
    ['has a blank before a colon', 400, 'INVALID_REQUEST', 'GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n'],
    [
      'has a length and chunks',
      400,
      'INVALID_REQUEST',
      `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n${CHUNKS}`,
    ],
    ['has one length twice', 400, 'INVALID_REQUEST', `${POST}Content-Length: 16\r\n${LENGTH}`],
    ['has a list of lengths', 400, 'INVALID_REQUEST', `${POST}Content-Length: 16, 16\r\n\r\n${BODY}`],
    ['has a length with a sign', 400, 'INVALID_REQUEST', `${POST}Content-Length: +16\r\n\r\n${BODY}`],
    [
      'has a length beyond all numbers',
      400,
      'INVALID_REQUEST',
      `${POST}Content-Length: ${'9'.repeat(30)}\r\n\r\n${BODY}`,
    ],
    ['has compressed chunks', 400, 'INVALID_REQUEST', `${POST}Transfer-Encoding: gzip, chunked\r\n${CHUNKS}`],
    ['has chunks of another kind', 400, 'INVALID_REQUEST', `${POST}Transfer-Encoding: xchunked\r\n${CHUNKS}`],
    [
      'has a transfer encoding that is none',
      400,
      'INVALID_REQUEST',
      `${POST}Transfer-Encoding: identity\r\n\r\n${BODY}`,
    ],
    [
      'has chunks twice',
      400,
      'INVALID_REQUEST',
      `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n${CHUNKS}`,
    ],
    [
      'has chunks in HTTP/1.0',
      400,
      'INVALID_REQUEST',
      `${POST.replace('1.1', '1.0')}Transfer-Encoding: chunked\r\n${CHUNKS}`,
    ],
    [
      'has chunks with LF',
      400,
      'INVALID_REQUEST',
      `${POST}Transfer-Encoding: chunked\r\n${CHUNKS.replaceAll('\r', '')}`,
    ],
  ];

  it.each(refused)('that %s is refused: %d %s', async (_name, status, code, request) => {
    await expectRefusal(request, status, code);
  });

  const answered: readonly [string, string, string][] = [
    ['is of HTTP/1.0', 'GET /healthz HTTP/1.0\r\n\r\n', '{"status":"ok"}'],
    ['is of HTTP/1.0 and asks for readiness', 'GET /readyz HTTP/1.0\r\n\r\n', '"ready":true'],
    ['is of HTTP/1.0 and searches', 'GET /v1/search?query=tide HTTP/1.0\r\n\r\n', '"query":"tide"'],
    ['is of HTTP/1.0 and has a host', 'GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n', '{"status":"ok"}'],
    ['is meant for a proxy', get('http://localhost/healthz'), '{"status":"ok"}'],
    ['is meant for a proxy, in capitals', get('HTTP://LOCALHOST:80/healthz?x=1'), '{"status":"ok"}'],
    ['is meant for a proxy in HTTP/1.0', 'GET http://localhost/healthz HTTP/1.0\r\n\r\n', '{"status":"ok"}'],
    ['would rather speak another protocol', get('/healthz', 'Upgrade: h2c\r\n'), '{"status":"ok"}'],
    ['takes gzip only', get('/healthz', 'Accept-Encoding: gzip, identity;q=0\r\n'), '{"status":"ok"}'],
    ['wants a part', get('/healthz', 'Range: bytes=0-1\r\n'), '{"status":"ok"}'],
    ['is preceded by an empty line', `\r\n${get('/healthz')}`, '{"status":"ok"}'],
    ['has trailers', `${POST}Transfer-Encoding: chunked\r\n${CHUNKS.slice(0, -2)}Host: evil\r\n\r\n`, '"query":"tide"'],
    [
      'has chunks with extensions',
      `${POST}Transfer-Encoding: chunked\r\n${CHUNKS.replace('10\r', '10;a="b"\r')}`,
      '"query":"tide"',
    ],
    ['has NUL in a query', get('/v1/search?query=a%00tide'), '"query":"a\\u0000tide"'],
  ];

  it.each(answered)('that %s is answered', async (_name, request, expected) => {
    const { text } = await exchangeRaw(running.port, request);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(text).toContain(expected);
  });

  it('of a foreign origin without a host is refused', async () => {
    const request = 'GET /v1/indexes HTTP/1.0\r\nOrigin: http://localhost\r\n\r\n';
    await expectRefusal(request, 403, 'ORIGIN_FORBIDDEN');
  });

  it('for an id that is NUL finds no document, and one that is no UTF-8 is refused', async () => {
    await expectRefusal(get('/v1/documents/%00'), 404, 'DOCUMENT_NOT_FOUND');
    for (const id of ['%C0%AF', '%ED%A0%80', '%FF', '%F5%80%80%80', 'a%', '%u0041']) {
      await expectRefusal(get(`/v1/documents/${id}`), 400, 'INVALID_REQUEST');
      await expectRefusal(get(`/v1/documents/${id}/links`), 400, 'INVALID_REQUEST');
      await expectRefusal(get(`/${id}`), 400, 'INVALID_REQUEST');
    }
  });

  it('for what the server can do is told all methods', async () => {
    const { text } = await exchangeRaw(running.port, `OPTIONS * HTTP/1.1\r\n${HEAD}\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 204 .*\r\nallow: GET, HEAD, POST, OPTIONS\r\n/is);
  });

  it('is counted', async () => {
    const { text } = await exchangeRaw(running.port, get('/metrics'));
    expect(text).toMatch(/^stillweb_requests_total\{method="CONNECT",route="unknown",status="403"\} 1$/m);
    expect(text).toMatch(/^stillweb_client_errors_total\{code="INVALID_REQUEST"\} \d+$/m);
  });
});

describe('HEAD', () => {
  it('answers each route as GET does, without a body', async () => {
    const paths = ['/', '/docs', '/openapi.json', '/healthz', '/readyz', '/metrics', '/v1/indexes', '/nowhere'];
    paths.push(
      '/v1/search?query=tide',
      '/v1/search',
      '/v1/documents/limpet',
      '/v1/documents/none',
      '/v1/documents/limpet/links',
    );
    for (const path of paths) {
      const got = await exchangeRaw(running.port, get(path));
      const { text } = await exchangeRaw(running.port, get(path).replace('GET', 'HEAD'));
      const [head, body] = text.split('\r\n\r\n');
      expect([head.split('\r\n', 1)[0], body], path).toEqual([got.text.split('\r\n', 1)[0], '']);
    }
  });
});

function get(target: string, headers = ''): string {
  return `GET ${target} HTTP/1.1\r\n${HEAD}${headers}\r\n`;
}

async function expectRefusal(request: string, status: number, code: string): Promise<void> {
  const { text } = await exchangeRaw(running.port, request);
  expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const { error } = bodyOf(text);
  expect(error.code).toBe(code);
  expect(text).toMatch(new RegExp(`\r\nx-request-id: ${error.requestId}\r\n`, 'i'));
  expect(text).toMatch(/\r\nx-content-type-options: nosniff\r\n/i);
}
