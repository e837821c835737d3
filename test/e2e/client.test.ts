import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StillwebClient, StillwebClientError } from '../../src/client/index.ts';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend, TIDE_POOL } from '../support/memory-backend.ts';

/** More documents than two pages hold, all found by one word. */
const STONES = Array.from({ length: 250 }, (_, i) => ({
  id: `stone-${i}`,
  url: null,
  title: `Stone ${i}`,
  text: 'A stone of the shore.',
}));
const SHORES = { indexes: [{ name: 'shore' }, { name: 'stones', documents: STONES }] };

async function failureOf(call: Promise<unknown>): Promise<StillwebClientError> {
  const failure = await call.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(StillwebClientError);
  return failure as StillwebClientError;
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}

describe('a client of a server', () => {
  let server: RunningServer;
  let client: StillwebClient;
  beforeAll(async () => {
    server = await startServer({}, new MemoryBackend(SHORES));
    client = new StillwebClient({ baseUrl: server.url });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const answered = async (path: string, body?: unknown): Promise<unknown> =>
    (await (body === undefined ? server.get(path) : server.post(path, body))).json();

  it('gives what the routes answer', async () => {
    const filter = { sites: ['rock.shore.example'] };
    expect(await client.search('tide rock', { k: 2, filter })).toEqual(
      await answered('/v1/search', { query: 'tide rock', k: 2, filter }),
    );
    expect(await client.searchBatch(['tide', 'shell'], { k: 1 })).toEqual(
      await answered('/v1/search', { queries: ['tide', 'shell'], k: 1 }),
    );
    expect(await client.fetch('limpet')).toEqual(await answered('/v1/fetch', { ids: ['limpet'] }));
    expect(await client.fetch(['limpet', 'gone'], { maxChars: 9 })).toEqual(
      await answered('/v1/fetch', { ids: ['limpet', 'gone'], maxChars: 9 }),
    );
    const urls = ['https://shore.example/limpet'];
    expect(await client.fetch({ urls, offset: 4 })).toEqual(await answered('/v1/fetch', { urls, offset: 4 }));
    expect(await client.indexes()).toEqual(await answered('/v1/indexes'));
    expect((await client.ready()).ready).toBe(true);
  });

  it.each(TIDE_POOL.map(({ id }) => id))(
    'reads the document %s and its links, whatever stands in its id',
    async (id) => {
      expect((await client.document(id, { maxChars: 10 })).document.id).toBe(id);
      expect((await client.links(id)).id).toBe(id);
    },
  );

  it('answers a batch of more queries than a request may hold as its queries one by one', async () => {
    const queries = Array.from({ length: 300 }, (_, i) => ['tide', 'shell', 'rock'][i % 3]);
    const { index, results } = await client.searchBatch(queries, { k: 2 });
    const one = await Promise.all(['tide', 'shell', 'rock'].map((query) => client.search(query, { k: 2 })));
    expect(index).toEqual(one[0].index);
    expect(results).toEqual(queries.map((_, i) => ({ query: one[i % 3].query, hits: one[i % 3].hits })));
  });

  it('goes through the pages of a query without repeating or skipping a hit', async () => {
    const hits = await collect(client.hits('stone', { index: 'stones', k: 40, snippet: false }));
    expect(hits.map(({ id }) => id)).toEqual(STONES.map(({ id }) => id));
    expect(hits.map(({ rank }) => rank)).toEqual(STONES.map((_, i) => i + 1));
    const rest = await collect(client.hits('stone', { index: 'stones', offset: 248 }));
    expect(rest.map(({ rank }) => rank)).toEqual([249, 250]);
  });

  it('asks for no page before it is wanted', async () => {
    let requests = 0;
    const counting = new StillwebClient({
      baseUrl: server.url,
      index: 'stones',
      fetch: (url, init) => {
        requests++;
        return fetch(url, init);
      },
    });
    for await (const { rank } of counting.hits('stone', { k: 10 })) if (rank === 15) break;
    expect(requests).toBe(2);
  });

  it('asks the index that it was made for, unless a call names another', async () => {
    const stones = new StillwebClient({ baseUrl: server.url, index: 'stones' });
    expect((await stones.search('stone', { k: 1 })).index.name).toBe('stones');
    expect((await stones.document('stone-7')).document.title).toBe('Stone 7');
    expect((await stones.search('tide', { k: 1, index: 'shore' })).index.name).toBe('shore');
    expect((await stones.search('stone', { k: 1, index: undefined })).index.name).toBe('stones');
    const behindPath = new StillwebClient({ baseUrl: `${server.url}/i/stones/` });
    expect((await behindPath.search('stone', { k: 1 })).index.name).toBe('stones');
  });

  it('is refused where the index has another content than the one it insists on', async () => {
    const pinned = new StillwebClient({ baseUrl: server.url, index: `shore@${'0'.repeat(32)}` });
    const { code, status, facts, fix, requestId, isRefusal } = await failureOf(pinned.search('tide'));
    expect({ code, status, isRefusal }).toEqual({ code: 'INDEX_ID_MISMATCH', status: 409, isRefusal: true });
    expect(facts).toMatchObject({ name: 'shore', expected: '0'.repeat(32) });
    expect(fix).toContain('pin the id that is served');
    expect(requestId).toMatch(/\S/);
  });

  it('is told the field that is wrong', async () => {
    const failure = await failureOf(client.search('tide', { k: 0 }));
    expect(failure.code).toBe('INVALID_REQUEST');
    expect(failure.facts.field).toBe('k');
    expect((await failureOf(client.document('gone'))).code).toBe('DOCUMENT_NOT_FOUND');
  });

  it('ends a call with the reason of its signal, or of that of the client', async () => {
    const reason = new Error('no longer wanted');
    await expect(client.search('tide', {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const ended = new StillwebClient({ baseUrl: server.url, signal: AbortSignal.abort(reason) });
    await expect(ended.indexes({ signal: new AbortController().signal })).rejects.toBe(reason);
  });
});

describe('a client', () => {
  it('mixes no pages of two contents: the second is refused when the index has changed', async () => {
    await using server = await startServer({}, new MemoryBackend(SHORES));
    const client = new StillwebClient({ baseUrl: server.url, index: 'stones' });
    const hits = client.hits('stone', { k: 10 });
    for (let rank = 1; rank <= 10; rank++) await hits.next();
    const indexes = [{ name: 'shore' }, { name: 'stones', documents: STONES.slice(1) }];
    await server.server.swap(new MemoryBackend({ indexes }));
    expect((await failureOf(hits.next())).code).toBe('INDEX_ID_MISMATCH');
    expect((await client.search('stone', { k: 1 })).hits[0].id).toBe('stone-1');
  });

  it('brings its token', async () => {
    await using server = await startServer({ token: 'seaweed' });
    expect((await failureOf(new StillwebClient({ baseUrl: server.url }).search('tide'))).code).toBe('UNAUTHORIZED');
    const client = new StillwebClient({ baseUrl: server.url, token: 'seaweed' });
    expect((await client.search('tide', { k: 1 })).hits).toHaveLength(1);
  });

  it('is told that a server is not ready, without an error', async () => {
    await using server = await startServer({}, null);
    const client = new StillwebClient({ baseUrl: server.url, retries: 0 });
    expect((await client.ready()).ready).toBe(false);
    expect((await failureOf(client.search('tide'))).code).toBe('NOT_READY');
  });

  it('says where it looked when nothing answers there', async () => {
    const server = await startServer();
    await server[Symbol.asyncDispose]();
    const failure = await failureOf(new StillwebClient({ baseUrl: `${server.url}/` }).search('tide'));
    expect(failure).toMatchObject({ code: 'SERVER_UNREACHABLE', status: null, requestId: null, isRefusal: false });
    expect(failure.facts).toEqual({ url: server.url });
    expect(failure.cause).toBeInstanceOf(Error);
  });

  it('refuses an address that is none', () => {
    expect(() => new StillwebClient({ baseUrl: '127.0.0.1:7080' })).toThrow(TypeError);
  });
});
