import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hit, SearchRequest } from '../../src/contract/search.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import { readPairModel } from '../../src/encoder/onnx/pair-model.ts';
import { PairScorer } from '../../src/encoder/onnx/pair-scorer.ts';
import { MAX_MODEL_RERANK_DEPTH } from '../../src/limits.ts';
import { CrossEncoder } from '../../src/retrieval/cross-encoder.ts';
import { describeRerankers, IndexRerankers } from '../../src/retrieval/named-rerankers.ts';
import { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ToyRanker } from '../toys/toy-ranker.ts';
import { rerankerContract } from './reranker.ts';

const FOLDER = 'test/fixtures/models/small-cross-encoder';
// Fewer than a page may show, so that pages reach behind it.
const rerankers = await describeRerankers([
  `cross-encoder:${FOLDER}?depth=12`,
  `other=cross-encoder:${FOLDER}?tokens=9`,
]);
const queries = makeQueries(3);
const REQUEST = { k: 60, offset: 0, unit: 'passage', snippet: false, text: true, explain: true } as const;
const RERANK = { ...REQUEST, rerank: 'cross-encoder', collapse: false, mode: 'bm25' } as const;

/** Half of the documents with a title, and copies whose scores must be equal. */
const COLLECTION = makeCollection(200)
  .split('\n')
  .filter((line) => line !== '')
  .map((line, i) => `${JSON.stringify({ ...JSON.parse(line), ...(i % 2 === 0 && { title: `Page ${i % 5}` }) })}\n`)
  .join('');

let directory: string;
let searcher: Searcher;
beforeAll(async () => {
  directory = await buildGeneratedIndex('stillweb', COLLECTION);
  searcher = await Searcher.open(openIndex(directory, { rerankers }));
});
afterAll(() => searcher?.close());

rerankerContract(new CrossEncoder(rerankers[0]), async () => ({ pipeline: searcher.pipeline, queries }));

const search = async (query: string, changes: Partial<SearchRequest>): Promise<readonly Hit[]> =>
  (await searcher.search({ ...RERANK, ...changes, queries: [query] }))[0].hits;

describe('a cross-encoder', () => {
  it('orders as its scores of title and text do one by one, equal ones as before, at any depth', async () => {
    const scorer = await PairScorer.open(readPairModel(FOLDER));
    let ties = 0;
    const rule = fc.asyncProperty(
      fc.constantFrom(...queries, 'copper "river"', 'timber -tower'),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('bm25' as const, 'hybrid' as const, 'dense' as const),
      fc.constantFrom('document' as const, 'passage' as const),
      async (query, rerankDepth, mode, unit) => {
        const fused = await search(query, { rerank: undefined, mode, unit });
        const [{ parsed }] = (await searcher.pipeline.read({ ...RERANK, queries: [query] })).queries;
        const texts = await search(query, { rerank: undefined, mode, unit });
        const scored: { id?: string; score: number }[] = [];
        for (const { title, passage, range, text = '' } of texts.slice(0, rerankDepth)) {
          const said = range === undefined ? text.slice(passage?.start, passage?.end) : text;
          const score = await scorer.score(parsed.text, title === '' ? said : `${title} ${said}`);
          scored.push({ id: passage?.id, score });
        }
        const expected = scored.toSorted((a, b) => b.score - a.score);
        for (const [i, { score }] of expected.entries()) if (i > 0 && score === expected[i - 1].score) ties++;
        const hits = await search(query, { mode, unit, rerankDepth });
        expect(hits.slice(0, rerankDepth).map(({ passage, score }) => ({ id: passage?.id, score }))).toEqual(expected);
        expect(hits.slice(rerankDepth).map(({ passage }) => passage?.id)).toEqual(
          fused.slice(rerankDepth).map(({ passage }) => passage?.id),
        );
      },
    );
    await fc.assert(rule, { numRuns: 15, seed: 7 });
    expect(ties).toBeGreaterThan(0);
    await scorer.close();
  });

  it('cuts its pages out of one list at the depth that is asked for', async () => {
    const whole = await search(queries[0], { rerankDepth: 30 });
    for (const [offset, k] of [
      [0, 5],
      [28, 5],
      [30, 10],
    ]) {
      expect(await search(queries[0], { rerankDepth: 30, offset, k })).toEqual(whole.slice(offset, offset + k));
    }
  });

  it('is given its own depth where none is asked for, and refuses more than its most', async () => {
    expect(await search(queries[0], {})).toEqual(await search(queries[0], { rerankDepth: 12 }));
    expect(await search(queries[0], {})).not.toEqual(await search(queries[0], { rerankDepth: 13 }));
    const all = await search(queries[0], { rerankDepth: MAX_MODEL_RERANK_DEPTH });
    expect(all.every(({ explain }) => explain?.at(-1)?.rank !== undefined)).toBe(true);
    await expect(search(queries[0], { rerankDepth: MAX_MODEL_RERANK_DEPTH + 1 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      facts: { field: 'rerankDepth', value: 1001, maximum: 1000 },
    });
  });

  it('gives the whole order or an error, wherever it is told to give up', async () => {
    const late = new Error('late');
    for (const calls of [0, 5, 12]) {
      // Another query each time: what was scored before is remembered.
      const asked = { ...RERANK, queries: [`${queries[1]} ${'castle '.repeat(calls)}`] };
      const fresh = await Searcher.open(openIndex(directory, { rerankers: [rerankers[1]] }));
      const request = { ...asked, rerank: 'other', rerankDepth: 12 };
      let left = calls;
      const giveUp = () => {
        if (left-- === 0) throw late;
      };
      await expect(fresh.search(request, giveUp)).rejects.toBe(late);
      const after = await fresh.search(request);
      await fresh.close();
      expect(after).toEqual(await searcher.search(request));
    }
  });

  it('asks between passages whether to give up', async () => {
    let calls = 0;
    await searcher.search({ ...RERANK, queries: [queries[2]], rerankDepth: 20 }, () => {
      calls++;
    });
    expect(calls).toBeGreaterThan(20);
  });

  it('is the same over a ranker that answers later, in a batch and one by one', async () => {
    const ranker = await ToyRanker.open(directory);
    const own = await IndexRerankers.make(rerankers);
    const pipeline = new SearchPipeline(ranker, await createEncoder('static'), own);
    const asked = { ...RERANK, queries, offset: 4, k: 14 };
    const batch = await pipeline.search(asked);
    expect(batch).toEqual(await searcher.search(asked));
    for (const [i, query] of queries.entries()) {
      expect(await pipeline.search({ ...asked, queries: [query] })).toEqual([batch[i]]);
    }
    await own.close();
    ranker.close();
  });

  it('leaves the order to the legs where only operators are asked', async () => {
    const [{ parsed }] = (await searcher.pipeline.read({ ...RERANK, queries: ['-copper'] })).queries;
    const query = { text: '-copper', parsed, vector: null };
    const candidates = [0, 1, 2].map((i) => ({ rank: i + 1, score: 9 - i, passage: i, document: i }));
    const unread = async (): Promise<never> => {
      throw new TypeError('read');
    };
    const scores = await new CrossEncoder(rerankers[0]).rerank(query, candidates, unread, () => {});
    expect(scores).toEqual([0, 0, 0]);
  });
});

describe('rerankers that settings name', () => {
  it('are described without the way to their models', async () => {
    expect(rerankers.map(({ description }) => description)).toEqual([
      {
        name: 'cross-encoder',
        kind: 'cross-encoder',
        model: 'small-cross-encoder',
        fingerprint: readPairModel(FOLDER).fingerprint,
        depth: 12,
        device: 'portable',
      },
      expect.objectContaining({
        name: 'other',
        depth: 10,
        fingerprint: readPairModel(`${FOLDER}?tokens=9`).fingerprint,
      }),
    ]);
  });

  it('are named among what is supported', async () => {
    await expect(search('copper', { rerank: 'oracle' })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      facts: { supported: expect.arrayContaining(['none', 'cross-encoder', 'other']) },
    });
  });

  it.each([
    ['cross-encoder', 'UNSUPPORTED', 'takes the folder of a model'],
    ['', 'UNSUPPORTED', 'no kind of reranker ""'],
    ['crossencoder:x', 'UNSUPPORTED', 'did you mean cross-encoder?'],
    [`graph=cross-encoder:${FOLDER}`, 'SETTING_INVALID', 'there is a reranker graph already'],
    [`none=cross-encoder:${FOLDER}`, 'SETTING_INVALID', 'there is a reranker none already'],
    [`A B=cross-encoder:${FOLDER}`, 'SETTING_INVALID', '"A B" is no name of a reranker'],
    ['cross-encoder:absent', 'ENCODER_MISSING', 'is not there'],
  ])('are refused: %s by %s', async (spec, code, words) => {
    await expect(describeRerankers([spec])).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('are refused when two have one name', async () => {
    const spec = `cross-encoder:${FOLDER}`;
    await expect(describeRerankers([spec, spec])).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining('NAME=cross-encoder:FOLDER'),
    });
  });

  it('rank by no other model than the one that was described', async () => {
    const folder = join(temporaryFolder(), 'model');
    cpSync(FOLDER, folder, { recursive: true });
    const named = await describeRerankers([`cross-encoder:${folder}`]);
    writeFileSync(join(folder, 'tokenizer_config.json'), '{"tokenizer_class": "BertTokenizer"}');
    const changed = await Searcher.open(openIndex(directory, { rerankers: named }));
    await expect(changed.search({ ...RERANK, queries })).rejects.toMatchObject({
      code: 'ENCODER_DIFFERS',
      facts: { reranker: 'cross-encoder' },
    });
    await changed.close();
  });
});
