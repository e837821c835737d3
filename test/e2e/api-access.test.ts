import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';

const ROUTES = [
  'POST /v1/search',
  'GET /v1/search?query=a',
  'POST /v1/fetch',
  'GET /v1/documents/limpet',
  'GET /v1/documents/limpet/links',
  'GET /v1/documents/%zz',
  'GET /v1/indexes',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  'GET /docs',
  'GET /status',
  'GET /documents/limpet',
  'GET /indexes/shore',
  'GET /v1/indexes/shore',
  'GET /assets/page.css',
  'GET /',
  'GET /nowhere',
  'OPTIONS /v1/search',
  'DELETE /v1/search',
];

async function statusOf(port: number, route: string, headers: Record<string, string>): Promise<number> {
  const lines = Object.entries({ Connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const { text } = await exchangeRaw(port, `${route} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return Number(text.slice(9, 12));
}

// promise: sec/rebind
describe.each(ROUTES)('%s', (route) => {
  let running: RunningServer;
  beforeAll(async () => {
    running = await startServer({ token: 'right', allowedOrigins: ['https://app.example'] });
  });
  afterAll(() => running[Symbol.asyncDispose]());
  const authorization = { Authorization: 'Bearer right' };

  it('is forbidden under a foreign Host, with the token too', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '169.254.169.254', '']) {
      expect(await statusOf(running.port, route, { Host: host, ...authorization }), host).toBe(403);
    }
  });

  it('is forbidden to a foreign Origin, with the token too', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1']) {
      expect(await statusOf(running.port, route, { Host: 'localhost', Origin: origin, ...authorization }), origin).toBe(
        403,
      );
    }
  });

  it('needs the token, unless it is a question for health or for methods', async () => {
    const isOpen = route === 'GET /healthz' || route.startsWith('OPTIONS');
    for (const wrong of [
      '',
      'Bearer wrong',
      'Bearer righ',
      'Bearer rightt',
      'Basic right',
      'Bearer right, Bearer right',
    ]) {
      const status = await statusOf(running.port, route, { Host: 'localhost', Authorization: wrong });
      expect(status === 401, wrong).toBe(!isOpen);
    }
  });

  it('is open to its own origin and to those allowed', async () => {
    const host = `localhost:${running.port}`;
    for (const origin of [`http://${host}`, 'https://app.example']) {
      const status = await statusOf(running.port, route, { Host: host, Origin: origin, ...authorization });
      expect([401, 403]).not.toContain(status);
    }
  });
});

describe('CORS', () => {
  it('is answered to the origins that the operator named, and to nobody else', async () => {
    await using running = await startServer({ token: 'right', allowedOrigins: ['https://app.example'] });
    const preflight = await fetch(`${running.url}/v1/search`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, OPTIONS');
    const foreign = await fetch(`${running.url}/v1/search`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example' },
    });
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    const own = await running.get('/healthz', { origin: running.url });
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});

// promise: sec/token
describe('the token', () => {
  it('is asked for before the body is read', async () => {
    await using running = await startServer({ token: 'right' });
    const request =
      'POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n';
    const { text, ms } = await exchangeRaw(running.port, request);
    expect(text).toMatch(/^HTTP\/1\.1 401 .*www-authenticate: Bearer/is);
    expect(ms).toBeLessThan(1000);
  });

  it('is not read from the URL', async () => {
    await using running = await startServer({ token: 'right' });
    for (const name of ['token', 'access_token', 'authorization', 'key']) {
      expect((await running.get(`/v1/search?query=a&${name}=right`)).status).toBe(401);
    }
  });
});

describe('the pages', () => {
  it('carry no script of their own, load what this server has, and forbid all else', async () => {
    await using running = await startServer();
    const response = await running.get('/docs');
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'; .*frame-ancestors 'none'$/,
    );
    expect(html).not.toMatch(
      /<script(?! type="module" src="\/assets\/page\.[0-9a-f]+\.js"><\/script>)|javascript:|<[^>]+ on\w+=|@import|url\(/i,
    );
    expect(html).toContain('POST /v1/search');
    expect(html).toContain('<td>an integer from 1 to 1000</td>');
    const root = await running.get('/');
    expect([root.status, root.headers.get('location')]).toEqual([307, '/docs']);
  });

  it('say on every answer that its type is what it says, and never who made it', async () => {
    await using running = await startServer();
    for (const path of ['/docs', '/healthz', '/nowhere', '/v1/search?query=tide', '/metrics']) {
      const { headers } = await running.get(path);
      expect([headers.get('x-content-type-options'), headers.get('server'), headers.get('x-powered-by')]).toEqual([
        'nosniff',
        null,
        null,
      ]);
    }
  });
});
