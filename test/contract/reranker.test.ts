import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchRequest } from '../../src/contract/search.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import type { Reranker } from '../../src/retrieval/reranker.ts';
import { findReranker, registerReranker } from '../../src/retrieval/rerankers.ts';
import { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { ToyRanker } from '../toys/toy-ranker.ts';
import { TOY_RERANKER } from '../toys/toy-reranker.ts';
import { rerankerContract } from './reranker.ts';

const queries = makeQueries(3);
const REQUEST = { k: 10, offset: 0, unit: 'document', snippet: { tokens: 9 }, text: false, explain: true } as const;
let directory: string;
let searcher: Searcher;

beforeAll(async () => {
  directory = await buildGeneratedIndex('stillweb', makeCollection(300));
  searcher = await Searcher.open(openIndex(directory));
});
afterAll(() => searcher?.close());

const subject = async () => ({ pipeline: searcher.pipeline, queries });
rerankerContract(findReranker('none'), subject);
rerankerContract(TOY_RERANKER, subject);

describe('reranking', () => {
  const request = (changes: Partial<SearchRequest> = {}): SearchRequest => ({ ...REQUEST, queries, ...changes });

  it('by none is as if nobody had asked', async () => {
    expect(await searcher.search(request({ rerank: 'none' }))).toEqual(await searcher.search(request()));
  });

  it('by the toy puts the longest passage first', async () => {
    const [{ hits }] = await searcher.search(request({ text: true, rerank: 'toy-length', k: TOY_RERANKER.depth }));
    const lengths = hits.map(({ passage }) => (passage?.end ?? 0) - (passage?.start ?? 0));
    expect(hits.map(({ score }) => score)).toEqual(lengths);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    expect(new Set(lengths).size).toBeGreaterThan(1);
  });

  it('is the same over a ranker that answers later, and in a batch', async () => {
    const ranker = await ToyRanker.open(directory);
    const pipeline = new SearchPipeline(ranker, await createEncoder('static'));
    const asked = request({ rerank: 'toy-length', offset: 4, k: 14 });
    const batch = await pipeline.search(asked);
    expect(batch).toEqual(await searcher.search(asked));
    for (const [i, query] of queries.entries()) {
      expect(await pipeline.search({ ...asked, queries: [query] })).toEqual([batch[i]]);
    }
    ranker.close();
  });

  it('is part of an evaluation', async () => {
    const asked = { mode: 'bm25', k: 30, rerank: 'toy-length' } as const;
    const [{ hits }] = await searcher.search(request({ ...asked, collapse: false, queries: [queries[0]] }));
    const ranking = await searcher.rank(queries[0], asked);
    expect(ranking.map(({ id, score }) => [id, score])).toEqual(hits.map(({ id, score }) => [id, score]));
  });

  it('refuses a name that is not registered, and names those that are', async () => {
    await expect(searcher.search(request({ rerank: 'cross-encoder' }))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      facts: { field: 'rerank', value: 'cross-encoder', supported: expect.arrayContaining(['none', 'toy-length']) },
    });
  });
});

describe('registering a reranker', () => {
  const made = (changes: Partial<Reranker>): Reranker => ({ ...TOY_RERANKER, name: 'made', ...changes });

  it('takes the same one again, and no other of its name', () => {
    registerReranker(TOY_RERANKER);
    expect(() => registerReranker(made({ name: TOY_RERANKER.name }))).toThrow(TypeError);
  });

  it.each([
    [{ name: 'Upper' }],
    [{ name: '' }],
    [{ name: 'a b' }],
    [{ depth: -1 }],
    [{ depth: 1.5 }],
    [{ depth: 1e6 }],
  ])('refuses %j', (changes) => {
    expect(() => registerReranker(made(changes))).toThrow(TypeError);
  });

  it.each([[[1]], [[1, 2, Number.NaN]], [[1, 2, 0.5]]])(
    'finds out one that gives %j for three hits',
    async (scores) => {
      const name = `broken-${String(scores).replaceAll(/[^0-9]/g, '-')}`;
      registerReranker(made({ name, depth: 3, rerank: async () => scores }));
      const asked = { ...REQUEST, queries: [queries[0]], rerank: name };
      await expect(searcher.search(asked)).rejects.toThrow(TypeError);
    },
  );
});
