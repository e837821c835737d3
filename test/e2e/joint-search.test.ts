import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StillwebClient } from '../../src/client/index.ts';
import { replayTrace } from '../../src/experiment/replay/replay.ts';
import { indexTarget } from '../../src/experiment/replay/replay-index.ts';
import { openServerTarget } from '../../src/experiment/replay/replay-server.ts';
import { analyseSessions } from '../../src/library/session-analysis.ts';
import { MAX_JOINT_INDEXES, MAX_RESPONSE_BYTES } from '../../src/limits.ts';
import { type RunningServer, startServer } from '../support/http-server.ts';
import { MemoryBackend, type MemoryDocument, TIDE_POOL } from '../support/memory-backend.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startTraced } from '../support/traced-server.ts';

const WEB: readonly MemoryDocument[] = [
  {
    id: 'tides',
    url: 'https://web.example/tides',
    title: 'Tides',
    text: 'The tide is a rise of the sea. Tide after tide.',
  },
  {
    id: 'limpet',
    url: 'https://shore.example/limpet',
    title: 'Limpet',
    text: 'The limpet, told otherwise: rock and tide.',
  },
  { id: 'moon', url: 'https://web.example/moon', title: 'Moon', text: 'The moon pulls the tide.' },
];
const INDEXES = [{ name: 'local' }, { name: 'web', documents: WEB }, { name: 'kelp', documents: [TIDE_POOL[3]] }];
const shores = (): MemoryBackend => new MemoryBackend({ indexes: INDEXES });

interface Shown {
  readonly rank: number;
  readonly id: string;
  readonly index: { readonly name: string };
  readonly score: number;
  readonly own: { readonly rank: number; readonly score: number };
}

describe('a search of several indexes', () => {
  let running: RunningServer;
  const ids = new Map<string, string>();
  beforeAll(async () => {
    const backend = shores();
    for (const { name, id } of backend.indexes) ids.set(name, id);
    running = await startServer({}, backend);
  });
  afterAll(() => running[Symbol.asyncDispose]());
  const ask = async (body: object) => (await running.post('/v1/search', body)).json();
  const placesOf = ({ hits }: { hits: Shown[] }) => hits.map(({ index, id }) => `${index.name}/${id}`);

  it('fuses their lists by rank, and names index and id of every hit', async () => {
    const { indexes, query, found, hits } = await ask({ query: 'tide', index: ['local', 'web'], k: 4 });
    expect(indexes).toEqual(['local', 'web'].map((name) => ({ name, id: ids.get(name) })));
    expect([query, found]).toEqual([
      'tide',
      [
        { index: 'local', hits: 3 },
        { index: 'web', hits: 3 },
      ],
    ]);
    expect(hits.map(({ rank, index, score, own }: Shown) => [rank, index, score, own.rank])).toEqual([
      [1, indexes[0], Math.floor(2 ** 40 / 61), 1],
      [2, indexes[1], Math.floor(2 ** 40 / 61), 1],
      [3, indexes[0], Math.floor(2 ** 40 / 62), 2],
      [4, indexes[1], Math.floor(2 ** 40 / 62), 2],
    ]);
    expect(hits[1]).toMatchObject({ id: 'tides', title: 'Tides', url: 'https://web.example/tides', own: { score: 3 } });
  });

  it('is the merge of what each index answers alone, whatever page, budgets and order are asked for', async () => {
    const names = INDEXES.map(({ name }) => name);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(names, { minLength: 1 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        async (index, k, offset, budget) => {
          const [query, budgets] = ['tide rock shell', { [index[0]]: budget }];
          const fused = await ask({ query, index, k, offset, budgets });
          const lists = await Promise.all(
            index.map(async (name) => (await ask({ query, index: name, k: name === index[0] ? budget : 10 })).hits),
          );
          const merged = Array.from({ length: 10 }, (_, rank) =>
            lists.flatMap((hits, i) => hits.slice(rank, rank + 1).map(({ id }: Shown) => `${index[i]}/${id}`)),
          );
          expect(placesOf(fused)).toEqual(merged.flat().slice(offset, offset + k));
          expect(fused.hits.map(({ rank }: Shown) => rank)).toEqual(
            fused.hits.map((_: Shown, i: number) => offset + i + 1),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('answers each by itself, byte for byte as alone, each under its budget', async () => {
    const response = await running.post('/v1/search', {
      query: 'tide',
      index: ['web', 'local'],
      join: 'apart',
      budgets: { web: 1 },
    });
    const alone = await Promise.all([
      running.post('/v1/search', { query: 'tide', index: 'web', k: 1 }),
      running.post('/v1/search', { query: 'tide', index: 'local' }),
    ]);
    const [web, local] = await Promise.all(alone.map((answer) => answer.text()));
    const indexes = JSON.stringify(['web', 'local'].map((name) => ({ name, id: ids.get(name) })));
    expect(await response.text()).toBe(`{"indexes":${indexes},"answers":[${web},${local}]}`);
  });

  it('gives a batch what its queries get one by one', async () => {
    const queries = ['tide', 'no such word', 'kelp'];
    const { results, indexes } = await ask({ queries, index: ['kelp', 'web'] });
    for (const [i, query] of queries.entries()) {
      expect({ indexes, ...results[i] }).toEqual(await ask({ query, index: ['kelp', 'web'] }));
    }
  });

  it('is refused whole where one index is not there, has another id, or cannot rank so', async () => {
    const refused = async (body: object) => {
      const response = await running.post('/v1/search', { query: 'tide', ...body });
      const { code, facts } = (await response.json()).error;
      return [response.status, code, facts.field ?? facts.name];
    };
    expect(await refused({ index: ['local', 'gone'] })).toEqual([404, 'INDEX_NOT_FOUND', 'gone']);
    expect(await refused({ index: ['local', 'web@0'] })).toEqual([409, 'INDEX_ID_MISMATCH', 'web']);
    expect((await refused({ index: ['local', 'web'], mode: 'dense' }))[1]).toBe('MODE_UNAVAILABLE');
    expect(await refused({ index: ['web', `web@${ids.get('web')}`] })).toEqual([400, 'INVALID_REQUEST', 'index']);
    expect(await refused({ index: [] })).toEqual([400, 'INVALID_REQUEST', 'index']);
    expect(await refused({ index: 'web', budgets: { web: 3 } })).toEqual([400, 'INVALID_REQUEST', 'budgets']);
    expect(await refused({ index: 'web', join: 'apart' })).toEqual([400, 'INVALID_REQUEST', 'join']);
    expect(await refused({ index: ['web'], budgets: { local: 3 } })).toEqual([400, 'INVALID_REQUEST', 'budgets']);
    expect(await refused({ index: ['web'], budgets: { web: 0 } })).toEqual([400, 'INVALID_REQUEST', 'budgets.web']);
    const many = Array.from({ length: MAX_JOINT_INDEXES + 1 }, (_, i) => `i${i}`);
    expect(await refused({ index: many })).toEqual([400, 'INVALID_REQUEST', 'index']);
    expect((await refused({ index: many.slice(1) }))[1]).toBe('INDEX_NOT_FOUND');
    expect((await running.get('/v1/search?query=tide&index=local&index=web')).status).toBe(400);
  });

  it('is refused where the answers that are to be fused are together too long, and not where they stand apart', async () => {
    const documents = [
      { id: 'long', url: null, title: 'Long', text: `tide ${'\u0001'.repeat(MAX_RESPONSE_BYTES / 10)}` },
    ];
    const indexes = [
      { name: 'one', documents },
      { name: 'two', documents },
    ];
    await using server = await startServer({}, new MemoryBackend({ indexes }));
    const body = { query: 'tide', index: ['one', 'two'], text: true, snippet: false };
    const refused = await server.post('/v1/search', body);
    expect([refused.status, (await refused.json()).error]).toMatchObject([
      400,
      { code: 'RESPONSE_TOO_LARGE', facts: { maxBytes: MAX_RESPONSE_BYTES } },
    ]);
    expect((await server.post('/v1/search', { ...body, join: 'apart' })).status).toBe(200);
  });

  it('has a tag that depends on the ids of all indexes', async () => {
    const body = { query: 'tide', index: ['local', 'web'] };
    const tagOf = async ({ post }: RunningServer, asked: object) =>
      (await post('/v1/search', asked)).headers.get('etag');
    const tag = await tagOf(running, body);
    expect(await tagOf(running, { ...body, join: 'fused', offset: 0, session: 's' })).toBe(tag);
    expect((await running.post('/v1/search', body, { 'if-none-match': String(tag) })).status).toBe(304);
    await using other = await startServer(
      {},
      new MemoryBackend({ indexes: [INDEXES[0], { ...INDEXES[1], documents: WEB.slice(1) }] }),
    );
    const tags = [
      await tagOf(other, body),
      await tagOf(running, { ...body, index: ['web', 'local'] }),
      await tagOf(running, { ...body, join: 'apart' }),
      await tagOf(running, { ...body, budgets: { web: 2 } }),
    ];
    expect(new Set([tag, ...tags]).size).toBe(5);
  });

  it('is what the methods of the client give', async () => {
    const client = new StillwebClient({ baseUrl: running.url, index: 'kelp' });
    const body = { query: 'tide', index: ['local', 'web'], budgets: { local: 1 } };
    expect(await client.searchJoint('tide', { index: ['local', 'web'], budgets: { local: 1 } })).toEqual(
      await ask(body),
    );
    expect(await client.searchApart('tide', { index: ['local', 'web'], budgets: { local: 1 } })).toEqual(
      await ask({ ...body, join: 'apart' }),
    );
  });
});

it('is one step and one query of its session, a call for each index in its trace, and replays', async () => {
  const path = join(temporaryFolder(), 'trace.jsonl');
  const traced = await startTraced([], path, shores());
  for (const query of ['tide', 'rock']) {
    await traced.running.post('/v1/search', { query, index: ['local', 'web'], session: 's' });
  }
  const calls = await traced.calls();
  expect(calls.map(({ step, index }) => [step, index?.name])).toEqual([
    [1, 'local'],
    [1, 'web'],
    [2, 'local'],
    [2, 'web'],
  ]);
  await using server = await startServer({}, shores());
  for (const target of [indexTarget(shores()), await openServerTarget(server.url)]) {
    const { differences, compared } = await replayTrace(path, target, {});
    expect([differences, compared]).toEqual([[], 4]);
  }
  const { summary } = await analyseSessions({ logs: [path] });
  expect(summary).toMatchObject({ steps: 2, queries: { count: 2, repeated: 0 } });
});
