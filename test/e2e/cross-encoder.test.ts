import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../src/library/ask.ts';
import { evaluate } from '../../src/library/evaluate.ts';
import { openIndex } from '../../src/library/open-index.ts';
import { type Served, serve } from '../../src/library/serve.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import type { JsonResponse } from '../support/http-server.ts';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

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

  it('is told in one line by the command line', () => {
    const { code, err } = runProgram(['search', directory, query, '--reranker', 'cross-encoder:absent']);
    expect([code, err]).toEqual([1, expect.stringContaining('ENCODER_MISSING: there is no model in absent')]);
  });

  it('is not asked for how deep it goes without it', () => {
    const { code, err } = runProgram(['search', directory, query, '--rerank-depth', '5']);
    expect([code, err]).toEqual([2, expect.stringContaining('--rerank-depth says how many hits')]);
  });
});

describe('the command line', () => {
  it('answers as the library does', async () => {
    const index = await openIndex(directory, { rerankers: [`cross-encoder:${MODEL}`] });
    const { hits } = await search(index, query, { k: 20, rerank: 'cross-encoder', rerankDepth: 15 });
    await index.close();
    const flags = ['--reranker', `cross-encoder:${MODEL}`, '--rerank', 'cross-encoder', '--rerank-depth', '15'];
    const { code, out, err } = runProgram(['search', directory, query, ...flags, '-k', '20', '--json']);
    expect(code, err).toBe(0);
    expect(JSON.parse(out).hits).toEqual(hits);
  });
});

describe('an evaluation', () => {
  it('ranks by the model at the depth that it was told, and names both in the run', async () => {
    const folder = temporaryFolder();
    const [topics, qrels, run] = ['queries.jsonl', 'qrels.tsv', 'out.run'].map((name) => join(folder, name));
    writeFileSync(topics, `${JSON.stringify({ _id: 'q1', text: query })}\n`);
    writeFileSync(qrels, 'query-id\tcorpus-id\tscore\nq1\td1\t1\n');
    const model = join(folder, 'model');
    cpSync(MODEL, model, { recursive: true });
    const asked = { rerankers: [`best=cross-encoder:${model}`], rerank: 'best', rerankDepth: 7, mode: 'bm25' } as const;
    const evaluation = await evaluate(directory, { topics, qrels, run, ...asked });
    expect(evaluation).toMatchObject({ rerank: 'best', rerankDepth: 7, judged: 1 });
    const files = ['--topics', topics, '--qrels', qrels, '--run', join(folder, 'again.run'), '--mode', 'bm25'];
    const flags = ['--reranker', `best=cross-encoder:${model}`, '--rerank', 'best', '--rerank-depth', '7', '--json'];
    const { code, out, err } = runProgram(['eval', directory, ...files, ...flags, '--quiet']);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ rerank: 'best', rerankDepth: 7, measures: { ...evaluation.measures } });
  });
});
