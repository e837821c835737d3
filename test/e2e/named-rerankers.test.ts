import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../src/library/ask.ts';
import { openIndex } from '../../src/library/open-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import type { JsonResponse } from '../support/http-server.ts';
import { writeTokenFolder } from '../support/token-folder.ts';

const MODEL = 'test/fixtures/models/small-cross-encoder';
const query = makeQueries(1)[0];
const ASKED = { query, k: 20, snippet: false, rerank: 'cross-encoder' };

let directory: string;
let served: Served;
let other: Served;
beforeAll(async () => {
  directory = await buildGeneratedIndex('stillweb', makeCollection(120), 'static', { name: 'shore' });
  const options = { workers: 1, log: null, watches: false, port: 0 };
  served = await serve(directory, {
    ...options,
    rerankers: [`cross-encoder:${MODEL}`, `short=cross-encoder:${MODEL}?tokens=9`],
  });
  other = await serve(directory, { ...options, rerankers: [`cross-encoder:${MODEL}?tokens=9`] });
});
afterAll(async () => {
  await served?.close();
  await other?.close();
});

const post = (body: object, { url }: Served = served): Promise<JsonResponse> =>
  fetch(`${url}/v1/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const tagOf = async (...asked: Parameters<typeof post>): Promise<string | null> =>
  (await post(...asked)).headers.get('etag');

describe('a server with a cross-encoder', () => {
  it('says which model it has', async () => {
    const { indexes } = await ((await fetch(`${served.url}/v1/indexes`)) as JsonResponse).json();
    expect(indexes[0].rerankers).toMatchObject([
      { name: 'cross-encoder', kind: 'cross-encoder', model: 'small-cross-encoder', depth: 10, device: 'portable' },
      { name: 'short' },
    ]);
    expect(indexes[0].rerankers[0].fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(indexes)).not.toContain('fixtures');
  });

  it('answers as the library does', async () => {
    const { hits } = await (await post(ASKED)).json();
    const index = await openIndex(directory, { rerankers: [`cross-encoder:${MODEL}`] });
    expect((await search(index, query, { k: 20, snippet: false, rerank: 'cross-encoder' })).hits).toEqual(hits);
    await index.close();
  });

  it('has a tag for each model, and one for equal requests', async () => {
    const tag = await tagOf(ASKED);
    expect(await tagOf(ASKED, other)).not.toBe(tag);
    expect(await tagOf({ ...ASKED, rerankDepth: 10 })).toBe(tag);
    expect(await tagOf({ ...ASKED, rerankDepth: 11 })).not.toBe(tag);
    // Another name on this server for what the other server has under the usual one.
    const [short, same] = [await post({ ...ASKED, rerank: 'short' }), await post(ASKED, other)];
    expect(await short.json()).toEqual(await same.json());
    const plain = { query, k: 20, snippet: false };
    expect(await tagOf(plain, other)).toBe(await tagOf(plain));
  });

  it('takes the depth from an address too', async () => {
    const parameters = new URLSearchParams({
      query,
      k: '20',
      rerank: 'cross-encoder',
      rerankDepth: '15',
      explain: 'true',
    });
    const answer = await ((await fetch(`${served.url}/v1/search?${parameters}`)) as JsonResponse).json();
    const ranks = answer.hits.map(({ explain }: { explain: { rank?: number }[] }) => explain.at(-1)?.rank);
    expect(ranks.slice(0, 16)).toEqual([...Array.from({ length: 15 }, (_, i) => i + 1), undefined]);
  });

  it('refuses what no model could do, by the name of the field', async () => {
    for (const wrong of [
      { rerankDepth: 1001 },
      { rerankDepth: 5000 },
      { rerankDepth: 0 },
      { rerank: 'none', rerankDepth: 3 },
    ]) {
      const answer = await post({ ...ASKED, ...wrong });
      expect(answer.status).toBe(400);
      expect((await answer.json()).error).toMatchObject({ code: 'INVALID_REQUEST', facts: { field: 'rerankDepth' } });
    }
  });
});

describe('a server with recorded vectors', () => {
  it('orders by them, says so, and refuses what was not recorded', async () => {
    const tokensOf = (seed: number) => [0, 1].map((row) => [(seed * 7 + row) % 11, (seed * 3) % 5, -row]);
    const passages = new Map(Array.from({ length: 120 }, (_, i) => [`d${i}`, tokensOf(i)]));
    const folder = writeTokenFolder(
      passages,
      new Map([
        [
          query,
          [
            [1, 2, 3],
            [-1, 0, 5],
          ],
        ],
      ]),
    );
    const options = { workers: 1, log: null, watches: false, port: 0, rerankers: [`maxsim:${folder}`] };
    await using recorded = await serve(directory, options);
    const { description } = recorded.indexes[0];
    expect(description.rerankers).toMatchObject([{ name: 'maxsim', kind: 'maxsim', depth: 100, device: 'recorded' }]);
    const { hits } = await (await post({ ...ASKED, rerank: 'maxsim' }, recorded)).json();
    expect(hits.length).toBeGreaterThan(5);
    for (const { id, score } of hits) {
      const [one, two] = passages.get(id)!;
      const product = (a: number[], b: number[]) => a.reduce((sum, value, j) => sum + value * b[j], 0);
      const best = (asked: number[]) => Math.max(product(asked, one), product(asked, two));
      expect(score).toBe(best([1, 2, 3]) + best([-1, 0, 5]));
    }
    const refused = await post({ ...ASKED, query: 'not recorded', rerank: 'maxsim' }, recorded);
    expect([refused.status, (await refused.json()).error.code]).toEqual([400, 'UNSUPPORTED']);
  });
});

describe('a search that takes too long', () => {
  it('is an error and no half order, and another one is answered', async () => {
    const late = await openIndex(directory, { workers: 1, deadlineMs: 40, rerankers: [`cross-encoder:${MODEL}`] });
    const many = makeQueries(40).map((each, i) => `${each} ${i}`);
    const options = { rerank: 'cross-encoder', rerankDepth: 100, snippet: false } as const;
    await expect(search(late, many, options)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await late.close();
  });
});

describe('a reranker that cannot be loaded', () => {
  it('ends a server before it answers, with the error of its model', async () => {
    const start = (reranker: string) => serve(directory, { workers: 1, log: null, port: 0, rerankers: [reranker] });
    await expect(start('cross-encoder:absent')).rejects.toMatchObject({ code: 'ENCODER_MISSING' });
    await expect(start('cross-encoder:test/fixtures/models/small-encoder')).rejects.toMatchObject({
      code: 'ENCODER_DAMAGED',
      message: expect.stringContaining('no score'),
    });
  });
});
