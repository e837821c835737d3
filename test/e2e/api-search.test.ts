import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, exchangeRaw, type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend, TIDE_POOL } from '../support/memory-backend.ts';

// promise: index/pinned
describe('the native API', () => {
  let running: RunningServer;
  let id: string;
  beforeAll(async () => {
    const backend = new MemoryBackend({ indexes: [{ name: 'shore' }, { name: 'kelp', documents: [TIDE_POOL[3]] }] });
    id = backend.indexes[0].id;
    running = await startServer({}, backend);
  });
  afterAll(() => running[Symbol.asyncDispose]());

  it('answers a search with its keys in their order', async () => {
    const response = await running.post('/v1/search', { query: 'shell on rock', k: 1, snippet: { tokens: 3 } });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(
      `{"index":{"name":"shore","id":"${id}"},"query":"shell on rock","hits":[{"rank":1,"id":"limpet",` +
        '"url":"https://shore.example/limpet","title":"Limpet","snippet":"A limpet holds","highlights":[],' +
        '"fragments":[{"start":0,"end":14}],"start":0,"end":14,"score":3,"date":"2019-04-01"}]}',
    );
  });

  it('gives equal bytes to equal requests, by body and by query string, one by one and at once', async () => {
    const body = { query: 'the tide', k: 3, filter: { sites: ['shore.example'] }, explain: true };
    const url = '/v1/search?query=the+tide&k=3&filter.sites=shore.example&explain=true';
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, () => running.post('/v1/search', body)),
      ...Array.from({ length: 20 }, () => running.get(url)),
      running.post('/v1/search', { ...body, session: 'other', context: 'other', offset: 0 }),
    ]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    expect(new Set(answers.map((answer) => answer.headers.get('etag'))).size).toBe(1);
    expect(JSON.parse(texts[0]).hits.length).toBeGreaterThan(1);
  });

  it('gives a batch exactly what its queries get one by one', async () => {
    const queries = ['tide', '', 'no such word', 'shell rock', 'tide'];
    const batch = await (await running.post('/v1/search', { queries, k: 2 })).json();
    const singles = await Promise.all(
      queries.map(async (query) => (await running.post('/v1/search', { query, k: 2 })).json()),
    );
    expect(batch.results).toEqual(singles.map(({ query, hits }) => ({ query, hits })));
    expect(Object.keys(batch)).toEqual(['index', 'results']);
  });

  it('pages without repeating or leaving out a hit', async () => {
    const all = await (await running.post('/v1/search', { query: 'rock tide shell', k: 5 })).json();
    const pages = await Promise.all(
      all.hits.map(async (_: unknown, offset: number) =>
        (await running.post('/v1/search', { query: 'rock tide shell', k: 1, offset })).json(),
      ),
    );
    expect(pages.flatMap((page) => page.hits)).toEqual(all.hits);
  });

  it('says how long it took in a header and nowhere else', async () => {
    const response = await running.post('/v1/search', { query: 'tide' });
    expect(response.headers.get('server-timing')).toMatch(
      /^queue;dur=\d+\.\d{3}, search;dur=\d+\.\d{3}, total;dur=\d+\.\d{3}$/,
    );
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{12}-[0-9a-z]+$/);
  });

  it('answers 304 to whoever holds the body, without a search', async () => {
    const etag = (await running.get('/v1/search?query=tide')).headers.get('etag')!;
    for (const held of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const response = await running.get('/v1/search?query=tide', { 'if-none-match': held });
      expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await running.get('/v1/search?query=tides', { 'if-none-match': etag })).status).toBe(200);
    expect((await running.post('/v1/search', { query: 'tide' }, { 'if-none-match': etag })).status).toBe(304);
  });

  it('searches the index that is named, and refuses another id than the one served', async () => {
    const kelp = await (await running.post('/v1/search', { query: 'rock', index: 'kelp' })).json();
    expect([kelp.index.name, kelp.hits.length]).toEqual(['kelp', 1]);
    expect((await running.post('/v1/search', { query: 'rock', index: `shore@${id}` })).status).toBe(200);
    const wrong = await running.post('/v1/search', { query: 'rock', index: `shore@${id.slice(0, 8)}` });
    expect(wrong.status).toBe(409);
    expect((await wrong.json()).error).toMatchObject({
      code: 'INDEX_ID_MISMATCH',
      facts: { name: 'shore', expected: id.slice(0, 8), served: id },
    });
    expect((await running.post('/v1/search', { query: 'rock', index: 'shor' })).status).toBe(404);
  });

  it('names the modes that the index has', async () => {
    const response = await running.post('/v1/search', { query: 'rock', mode: 'dense' });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({ code: 'MODE_UNAVAILABLE', facts: { supported: ['bm25'] } });
  });

  it('reads documents by id and URL, and names the missing in their places', async () => {
    const body = {
      ids: ['limpet', 'gone'],
      urls: ['https://shore.example/crab/hermit', 'file:///etc/passwd'],
      maxChars: 8,
    };
    const answer = await (await running.post('/v1/fetch', body)).json();
    expect(
      answer.documents.map(
        (each: { id: string; text?: string; error?: { code: string } }) => each.text ?? each.error?.code,
      ),
    ).toEqual(['A limpet', 'DOCUMENT_NOT_FOUND', 'A hermit', 'DOCUMENT_NOT_FOUND']);
    expect(answer.documents[1]).toEqual({ id: 'gone', url: null, error: expect.anything() });
  });

  it.each(TIDE_POOL.map((document) => document.id))('reads %s by its path, however it is encoded', async (id) => {
    const encodings = [encodeURIComponent(id)];
    if (!id.endsWith('/links')) encodings.push(encodeURIComponent(id).replaceAll('%2F', '/'));
    for (const encoded of encodings) {
      const { document } = await (await running.get(`/v1/documents/${encoded}?offset=2&maxChars=5`)).json();
      const { text } = TIDE_POOL.find((each) => each.id === id)!;
      expect(document).toMatchObject({ id, text: text.slice(2, 7), range: { start: 2, end: 7, total: text.length } });
    }
  });

  it('reads from where a text is found', async () => {
    const { document } = await (await running.get('/v1/documents/limpet?find=shell&maxChars=5')).json();
    expect(document).toMatchObject({ text: 'shell', range: { start: 78 } });
  });

  it('says which documents link where', async () => {
    const links = await (await running.get('/v1/documents/crab/hermit/links')).json();
    expect(Object.keys(links)).toEqual(['index', 'id', 'outgoing', 'incoming']);
    expect(links.outgoing.map((each: { id: string }) => each.id)).toEqual(['limpet']);
    expect(links.incoming.map((each: { id: string }) => each.id)).toEqual(['limpet', 'barnacle']);
    const odd = await (await running.get('/v1/documents/a%2Flinks/links')).json();
    expect(odd).toMatchObject({ id: 'a/links', outgoing: [], incoming: [] });
  });

  it.each(['gone', '', 'limpet/', '..%2f..%2fetc%2fpasswd', 'gone/links', '%00'])(
    'has no document at %j',
    async (path) => {
      const answer = await exchangeRaw(
        running.port,
        `GET /v1/documents/${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      );
      expect(answer.text).toMatch(/^HTTP\/1\.1 404 /);
      expect(bodyOf(answer.text).error.code).toBe('DOCUMENT_NOT_FOUND');
    },
  );

  it('lists its indexes', async () => {
    const { indexes } = await (await running.get('/v1/indexes')).json();
    expect(indexes.map((index: { name: string }) => index.name)).toEqual(['shore', 'kelp']);
    expect(indexes[0]).toMatchObject({ id, documents: TIDE_POOL.length, modes: ['bm25'], encoder: null });
  });

  it('answers HEAD as GET, without the body', async () => {
    const get = await running.get('/v1/search?query=tide');
    const head = await fetch(`${running.url}/v1/search?query=tide`, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', get.headers.get('etag')]);
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
  });
});
