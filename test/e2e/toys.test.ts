import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/dialects/dialect.ts';
import { newCallRecord } from '../../src/serving/call-record.ts';
import { SearchService } from '../../src/serving/search-service.ts';
import { type GeneratedPool, openGeneratedPool } from '../support/generated-pool.ts';
import { builtProgram } from '../support/http-process.ts';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend } from '../support/memory-backend.ts';
import { openToyBackend } from '../toys/toy-backend.ts';
import { askByLine } from '../toys/toy-door.ts';
import '../toys/toy-dialect.ts';

const FAR = new Map([
  ['long', 'a tide that comes and goes'],
  ['short', 'a tide'],
  ['other', 'a rock'],
]);

/** As threads import it. */
function compiledToy(name: string): string {
  return pathToFileURL(builtProgram(`test/toys/${name}.js`) as string).href;
}

describe('a backend of one file', () => {
  it('is served over HTTP like any other', async () => {
    await using running = await startServer({}, openToyBackend(FAR));
    const answer = await (await running.post('/v1/search', { query: 'tide' })).json();
    expect(answer.index.name).toBe('far');
    expect(answer.hits.map(({ id }: { id: string }) => id)).toEqual(['short', 'long']);
    expect(await (await running.get('/v1/documents/other')).json()).toMatchObject({ document: { text: 'a rock' } });
    expect((await running.get('/v1/documents/none')).status).toBe(404);
  });

  it('is asked for several answers at once, each in memory of its own', async () => {
    await using running = await startServer({}, openToyBackend(FAR));
    const ask = async (query: string) => (await (await running.post('/v1/search', { query })).json()).query;
    const queries = Array.from({ length: 40 }, (_, i) => `q${i}`);
    expect(await Promise.all(queries.map(ask))).toEqual(queries);
  });
});

describe('a door of one file', () => {
  it('asks the service, and what was asked is noted with session and context', async () => {
    const service = new SearchService();
    const record = newCallRecord();
    expect(await askByLine(service, 'run-7|tide', record)).toBe('! NOT_READY');
    await service.swap(new MemoryBackend());
    expect(await askByLine(service, 'run-7|tide', record)).toBe('barnacle limpet a/links');
    expect(record).toMatchObject({
      asked: { kind: 'search', session: 'run-7', context: 'by line' },
      index: { name: 'shore' },
    });
    expect(record.hits).toBe(3);
    expect(service.admission).toMatchObject({ queries: 0, bytes: 0 });
    await service.swap(null);
  });
});

describe('a dialect of one file', () => {
  let served: GeneratedPool;
  let running: RunningServer;
  let guarded: RunningServer;
  beforeAll(async () => {
    served = await openGeneratedPool('off', null, [compiledToy('toy-dialect')]);
    running = await startServer({}, served.pool);
    guarded = await startServer({ token: 'secret' }, new MemoryBackend());
  });
  afterAll(async () => {
    await running?.[Symbol.asyncDispose]();
    await guarded?.[Symbol.asyncDispose]();
    served?.alone.close();
  });

  it('has its bodies written where the search ran, in the shape that its key names', async () => {
    const names = (await served.alone.rank('river', { k: 3 })).map(({ id }) => id);
    expect(names).toHaveLength(3);
    expect(await (await running.get('/toy?q=river')).json()).toEqual({ names });
    expect(await (await running.get('/toy?q=river&top=loud')).json()).toEqual({
      names: names.map((name) => name.toUpperCase()),
    });
    const { lengths } = await (await running.post('/toy/read', { names: [names[0], 'none'] })).json();
    expect(lengths).toEqual([expect.any(Number), null]);
  });

  it('has a tag for each shape of an answer, and 304 for who holds it', async () => {
    const tagOf = async (path: string) => (await running.get(path)).headers.get('etag') as string;
    const tags = await Promise.all(['/toy?q=river', '/toy?q=river&top=loud', '/v1/search?query=river&k=3'].map(tagOf));
    expect(new Set(tags).size).toBe(3);
    expect((await running.get('/toy?q=river', { 'if-none-match': tags[0] })).status).toBe(304);
    expect((await running.get('/toy?q=river', { 'if-none-match': tags[1] })).status).toBe(200);
  });

  it.each([
    ['what its route refuses', 'get', '/toy', 422, 'INVALID_REQUEST'],
    ['what the contract refuses', 'get', `/toy?q=${'a'.repeat(8193)}`, 414, 'URL_TOO_LONG'],
    ['another method', 'post', '/toy', 405, 'METHOD_NOT_ALLOWED'],
  ] as const)('puts into its envelope %s', async (_, method, path, status, oops) => {
    const answer = method === 'get' ? await running.get(path) : await running.post(path, {});
    expect([answer.status, await answer.json()]).toEqual([
      status,
      { oops, requestId: answer.headers.get('x-request-id') },
    ]);
  });

  it('leaves the native API its own errors', async () => {
    expect((await (await running.get('/v1/search')).json()).error.code).toBe('INVALID_REQUEST');
  });

  it('takes the token wherever it says, and nowhere else', async () => {
    const refused = [401, { oops: 'UNAUTHORIZED', requestId: expect.any(String) }];
    const statusOf = async (path: string, headers = {}) => (await guarded.get(path, headers)).status;
    const answer = await guarded.get('/toy?q=tide');
    expect([answer.status, await answer.json()]).toEqual(refused);
    expect(await statusOf('/toy?q=tide&key=secret')).toBe(200);
    expect(await statusOf('/toy?q=tide', { 'x-toy-key': 'secret' })).toBe(200);
    expect(await statusOf('/toy?q=tide', { authorization: 'Bearer secret' })).toBe(200);
    expect(await statusOf('/toy?q=tide&key=wrong')).toBe(401);
    expect(await statusOf('/v1/search?query=tide&key=secret')).toBe(401);
    const read = (body: object) => guarded.post('/toy/read', { names: ['limpet'], ...body });
    expect((await read({ key: 'secret' })).status).toBe(200);
    expect((await read({ key: 'wrong' })).status).toBe(401);
    expect((await read({})).status).toBe(401);
  });
});

describe('a dialect that fails', () => {
  const failing = (change: Partial<Dialect>): Dialect => ({
    name: 'failing',
    routes: [
      { method: 'GET', path: '/failing/:id', summary: '', read: () => Promise.reject(new TypeError('at reading')) },
    ],
    shape: {},
    error: ({ code }) => ({ body: { code } }),
    ...change,
  });

  it('at reading, later, is a bug of its own request', async () => {
    const bugs: unknown[] = [];
    await using running = await startServer({ dialects: [failing({})], onBug: (bug) => bugs.push(bug) });
    const answer = await running.get('/failing/x');
    expect([answer.status, await answer.json()]).toEqual([500, { code: 'INTERNAL' }]);
    expect(bugs).toEqual([new TypeError('at reading')]);
    expect(running.server.service.search.admission.queries).toBe(0);
  });

  it.each([
    [
      'throws',
      () => {
        throw new TypeError('secret');
      },
    ],
    ['gives no status', () => ({ status: 99, body: {} })],
    ['gives no JSON', () => ({ body: 10n })],
  ] as const)('at its envelope (%s) leaves the native one, and its words to the operator', async (_, error) => {
    const bugs: unknown[] = [];
    const dialects = [failing({ error: error as Dialect['error'] })];
    await using running = await startServer({ dialects, onBug: (bug) => bugs.push(bug) });
    for (const path of ['/failing/x', '/failing/%zz']) {
      const answer = await running.get(path);
      const body = await answer.text();
      expect(body).not.toContain('secret');
      expect(JSON.parse(body).error.requestId).toBe(answer.headers.get('x-request-id'));
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    expect(bugs.length).toBeGreaterThan(0);
  });
});

describe('a reranker of one file', () => {
  it('is named in a request, and ranks in the thread that searches', async () => {
    const served = await openGeneratedPool('off', null, [compiledToy('toy-reranker')]);
    await using running = await startServer({}, served.pool);
    const hitsOf = async (body: object): Promise<{ id: string }[]> =>
      (await (await running.post('/v1/search', { query: 'river', k: 5, ...body })).json()).hits;
    const [plain, reranked] = [await hitsOf({}), await hitsOf({ rerank: 'toy-length' })];
    expect(reranked).toHaveLength(5);
    expect(reranked.map(({ id }) => id)).not.toEqual(plain.map(({ id }) => id));
    const unknown = await running.post('/v1/search', { query: 'river', rerank: 'oracle' });
    expect([unknown.status, (await unknown.json()).error]).toMatchObject([
      400,
      { code: 'UNSUPPORTED', facts: { supported: ['none', 'toy-length'] } },
    ]);
    served.alone.close();
  });
});

// promise: serve/storage
describe('a disk that fails while serving', () => {
  it('fails the search that needed it, with 503 and its name, and makes the server not ready', async () => {
    const served = await openGeneratedPool('off', null, ['toy-disk', 'toy-dialect'].map(compiledToy));
    await using running = await startServer({}, served.pool);
    const ready = await running.get('/readyz');
    expect([ready.status, (await ready.json()).storage]).toEqual([200, { faults: 0, last: null }]);
    const answer = await running.post('/v1/search', { query: 'river' });
    expect([answer.status, (await answer.json()).error]).toEqual([
      503,
      expect.objectContaining({ code: 'STORAGE_FAILED', facts: expect.objectContaining({ errno: 'EIO' }) }),
    ]);
    expect((await (await running.get('/toy?q=river')).json()).oops).toBe('STORAGE_FAILED');
    const failing = await running.get('/readyz');
    expect([failing.status, await failing.json()]).toMatchObject([
      503,
      { ready: false, storage: { faults: 2, last: 'EIO: i/o error, read' } },
    ]);
    expect((await running.post('/v1/search', { query: 'zzqxv', mode: 'bm25' })).status).toBe(200);
    expect((await running.get('/readyz')).status).toBe(200);
    served.alone.close();
  });
});
