import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalizeSearch } from '../../src/contract/canonical-search.ts';
import { type Dialect, type DialectRequest, registerDialect } from '../../src/dialects/dialect.ts';
import { StillwebError } from '../../src/errors.ts';
import { exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';

const search = (query: string) => ({ kind: 'search' as const, ...canonicalizeSearch({ query, k: 1 }) });

/** Answers with what reached it, or with hits. */
const ECHO: Dialect = {
  name: 'echo',
  prefix: '/echo',
  hosts: { 'api.echo.example': '/echo', 'read.echo.example': '/echo/read' },
  tokens: { body: ['key'] },
  routes: [
    {
      method: ['GET', 'POST'],
      path: '/echo/known',
      summary: 'What reached it',
      read: ({ body, query, url, index }) => ({ body: { body: body ?? null, query, url, index: index.name } }),
    },
    {
      method: 'GET',
      path: '/echo/read/*',
      summary: 'Text',
      read: ({ url }) => ({ body: url, headers: { 'content-type': 'text/plain; charset=utf-8', 'x-own': '1' } }),
    },
    {
      method: 'POST',
      path: '/echo/list',
      summary: 'A list of answers',
      read: ({ body }) => ({ questions: (body as string[]).map((query) => ({ asked: search(query) })) }),
    },
    {
      method: 'GET',
      path: '/echo/second',
      summary: 'What is like the first hit',
      async read({ query, ask }: DialectRequest) {
        const { hits } = (await ask(search(String(query.q)))) as { hits: { title: string }[] };
        if (hits.length === 0) throw new StillwebError('DOCUMENT_NOT_FOUND', 'nothing is like it', {});
        return { asked: search(hits[0].title), parameters: { after: hits[0].title } };
      },
    },
  ],
  shape: {
    writeSearch: ({ index, found, parameters }, out) =>
      out.text(JSON.stringify({ index: index.name, ids: found[0].hits().map(({ id }) => id), parameters })),
  },
  error: ({ code }) => ({ status: 418, body: `<${code}>`, headers: { 'content-type': 'text/html' } }),
};

let running: RunningServer;
beforeAll(async () => {
  registerDialect(ECHO);
  const backend = new MemoryBackend({ indexes: [{ name: 'shore' }, { name: 'other shore', documents: [] }] });
  running = await startServer({ dialects: [ECHO] }, backend);
});
afterAll(() => running?.[Symbol.asyncDispose]());

const bodyOf = async (answer: Response | Promise<Response>) => (await answer).text();

describe('the doors of a dialect', () => {
  it('take forms, JSON under any media type, and nothing at all', async () => {
    const send = async (body: string | undefined, type?: string) => {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      const answer = await fetch(`${running.url}/echo/known?a=1`, { method: 'POST', headers, body });
      return ((await answer.json()) as { body: unknown }).body;
    };
    expect(await send('q=a+b&c=%C3%A9&c=2', 'application/x-www-form-urlencoded')).toEqual({ q: 'a b', c: ['é', '2'] });
    // As `curl -d` sends it.
    expect(await send('{"q": "a+b"}', 'application/x-www-form-urlencoded')).toEqual({ q: 'a+b' });
    expect(await send('\n [1]', 'application/x-www-form-urlencoded')).toEqual([1]);
    expect(await send('{"q":1}', 'text/plain;charset=UTF-8')).toEqual({ q: 1 });
    expect(await send('', 'application/json')).toBeNull();
    expect(await send(undefined)).toBeNull();
  });

  it('leave the native API its JSON', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${running.url}/v1/search`, { method: 'POST', headers, body: 'query=tide' });
    expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
  });

  it('answer in text, with headers of their own, errors too', async () => {
    const answer = await running.get('/echo/read/https://a.example/b?c=d');
    expect([answer.headers.get('content-type'), answer.headers.get('x-own')]).toEqual([
      'text/plain; charset=utf-8',
      '1',
    ]);
    expect(await bodyOf(answer)).toBe('/echo/read/https://a.example/b?c=d');
    const missing = await running.get('/echo/nowhere');
    expect([missing.status, missing.headers.get('content-type'), await bodyOf(missing)]).toEqual([
      ...[418, 'text/html', '<NOT_FOUND>'],
    ]);
  });

  it('answer a list of questions with a list, which has a tag', async () => {
    const answer = await running.post('/echo/list', ['tide', 'shell', 'nothing']);
    const ids = ((await answer.json()) as { ids: string[] }[]).map((each) => each.ids);
    expect(ids).toEqual([['barnacle'], ['crab/hermit'], []]);
    const again = await running.post('/echo/list', ['tide', 'shell', 'nothing'], {
      'if-none-match': answer.headers.get('etag')!,
    });
    expect(again.status).toBe(304);
    expect(running.server.service.search.admission).toMatchObject({ queries: 0, bytes: 0 });
  });

  it('ask before they ask', async () => {
    expect(await (await running.get('/echo/second?q=shell')).json()).toMatchObject({
      parameters: { after: 'Hermit crab' },
    });
    expect((await running.get('/echo/second?q=nothing')).status).toBe(418);
    expect(running.server.service.search.admission).toMatchObject({ queries: 0, bytes: 0 });
  });
});

describe('addresses', () => {
  const ask = async (host: string, path: string) => {
    const text = await exchangeRaw(running.port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return text.text.slice(text.text.indexOf('\r\n\r\n') + 4);
  };

  it('of the vendor are those of its dialect, whatever the port and the case', async () => {
    expect(JSON.parse(await ask('api.echo.example', '/known?x=1'))).toMatchObject({ url: '/echo/known?x=1' });
    expect(JSON.parse(await ask('API.echo.example:443', '/known'))).toMatchObject({ url: '/echo/known' });
    expect(await ask('read.echo.example', '/https://a.example/?q')).toBe('/echo/read/https://a.example/?q');
    expect(await ask('api.echo.example', '/v1/search?query=tide')).toBe('<NOT_FOUND>');
    expect(await ask('evil.example', '/echo/known')).toBe('<HOST_FORBIDDEN>');
  });

  it('choose the index for every route, and a request that names one is of that', async () => {
    const indexOf = async (path: string) => (await running.get(path)).json();
    expect(await indexOf('/i/other%20shore/echo/known')).toMatchObject({ index: 'other shore', url: '/echo/known' });
    expect(await indexOf('/i/other%20shore/v1/search?query=tide')).toMatchObject({ index: { name: 'other shore' } });
    expect(await indexOf('/i/other%20shore/v1/search?query=tide&index=shore')).toMatchObject({
      index: { name: 'shore' },
    });
    expect(await indexOf('/i/none/v1/search?query=tide')).toMatchObject({ error: { code: 'INDEX_NOT_FOUND' } });
    expect(await indexOf('/i/shore@00/v1/search?query=tide')).toMatchObject({ error: { code: 'INDEX_ID_MISMATCH' } });
    expect(await indexOf('/i/shore/v1/documents/limpet/links')).toMatchObject({ id: 'limpet' });
    expect(await indexOf('/i/%zz/v1/search?query=tide')).toMatchObject({ error: { code: expect.any(String) } });
  });
});
