import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hit, SearchRequest } from '../../src/contract/search.ts';
import { createEncoder } from '../../src/encoder/encoders.ts';
import { MAX_RERANK_DEPTH } from '../../src/limits.ts';
import { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../support/generated-index.ts';
import { ToyRanker } from '../toys/toy-ranker.ts';

/** The generated collection, each document with links to two others; those of its copies lead elsewhere. */
const COLLECTION = makeCollection(300)
  .split('\n')
  .filter((line) => line !== '')
  .map((line, i) => {
    const links = [`d${(i * 7 + 1) % 300}`, `d${(i * 31 + 5) % 300}`];
    return `${JSON.stringify({ ...JSON.parse(line), date: i % 2 === 0 ? '2020-01-01' : '2021-01-01', links })}\n`;
  })
  .join('');
const queries = makeQueries(3);
const REQUEST = { k: 10, offset: 0, unit: 'document', snippet: false, text: true, explain: true } as const;
const GRAPH = { ...REQUEST, rerank: 'graph' } as const;

/** Two documents say as much as each other; the best hit links to one of them, and to one that says nothing. */
const SMALL = [
  { _id: 'alone', text: 'a wool market by the river' },
  { _id: 'linked', text: 'a wool market by the river bank' },
  { _id: 'source', text: 'wool merchants and their wool guild', links: ['linked', 'silent'] },
  { _id: 'silent', text: 'nothing of it stands here' },
];
const small = {} as { searcher: Searcher };

let directory: string;
let searcher: Searcher;
beforeAll(async () => {
  const lines = SMALL.map((line) => `${JSON.stringify(line)}\n`).join('');
  small.searcher = await Searcher.open(openIndex(await buildGeneratedIndex('stillweb', lines, 'none')));
  directory = await buildGeneratedIndex('stillweb', COLLECTION);
  searcher = await Searcher.open(openIndex(directory));
});
afterAll(async () => {
  await small.searcher?.close();
  await searcher?.close();
});

const search = async (changes: Partial<SearchRequest>): Promise<readonly (readonly Hit[])[]> =>
  (await searcher.search({ ...GRAPH, queries, ...changes })).map(({ hits }) => hits);
const partOf = (hit: Hit) => hit.explain?.at(-1);

describe('the reranker graph', () => {
  it.each([
    ['hybrid', 'document'],
    ['bm25', 'document'],
    ['bm25', 'passage'],
  ] as const)('cuts every page out of one list that names nothing twice: %s, unit %s', async (mode, unit) => {
    const wholes = await search({ mode, unit, k: 300, collapse: false });
    for (const [i, whole] of wholes.entries()) {
      const passages = whole.map(({ passage }) => passage?.id);
      expect(new Set(passages).size).toBe(passages.length);
      if (unit === 'document') expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length);
      for (const [at, hit] of whole.slice(1).entries()) expect(hit.score).toBeLessThanOrEqual(whole[at].score);
      for (const [offset, k] of [
        [0, 1],
        [0, 10],
        [95, 30],
        [130, 20],
      ]) {
        const page = (await search({ mode, unit, offset, k, collapse: false }))[i];
        expect(page).toEqual(whole.slice(offset, offset + k));
      }
    }
  });

  it('cuts its pages out of one list where identical texts share a place', async () => {
    const wholes = await search({ mode: 'bm25', k: 200 });
    for (const [offset, k] of [
      [0, 10],
      [60, 30],
    ]) {
      const pages = await search({ mode: 'bm25', offset, k });
      expect(pages).toEqual(wholes.map((whole) => whole.slice(offset, offset + k)));
    }
    for (const whole of wholes) expect(new Set(whole.map(({ text }) => text)).size).toBe(whole.length);
  });

  it('finds a document by links alone, shows its first passage, and says so', async () => {
    const [{ hits }] = await small.searcher.search({ ...GRAPH, queries: ['wool guild'], mode: 'bm25' });
    const hit = hits[3];
    expect(hit).toMatchObject({ id: 'silent', text: 'nothing of it stands here', passage: { id: 'silent#0' } });
    expect(partOf(hit)).toEqual({ leg: 'rerank', rank: 4, score: hit.score, reranker: 'graph', foundBy: 'links' });
    expect(hit.explain?.[0]).not.toHaveProperty('rank');
  });

  it('brings nothing that the filter or the query leaves out', async () => {
    const filter = { after: '2021-01-01' };
    for (const hits of await search({ mode: 'bm25', k: 300, filter })) {
      expect(hits.length).toBeGreaterThan(0);
      for (const { date } of hits) expect(date).toBe('2021-01-01');
    }
    const required = queries.map((query) => `${query} "copper"`);
    for (const hits of await search({ mode: 'bm25', k: 300, unit: 'passage', queries: required, text: true })) {
      for (const { text } of hits) expect(text).toContain('copper');
    }
  });

  it('says in explain where a hit of the legs stood', async () => {
    const fused = await searcher.search({ ...REQUEST, queries, mode: 'bm25', k: 100 });
    for (const [i, hits] of (await search({ mode: 'bm25', k: 20 })).entries()) {
      for (const hit of hits) {
        const before = partOf(hit)?.before;
        if (before === undefined) continue;
        const stood = fused[i].hits[before.rank - 1];
        expect({ id: stood.id, score: stood.score }).toEqual({ id: hit.id, score: before.score });
      }
    }
  });

  it('is the same over a ranker that answers later, and one by one', async () => {
    const ranker = await ToyRanker.open(directory);
    const pipeline = new SearchPipeline(ranker, await createEncoder('static'));
    const asked = { ...GRAPH, queries, k: 130 };
    const batch = await pipeline.search(asked);
    expect(batch).toEqual(await searcher.search(asked));
    for (const [i, query] of queries.entries()) {
      expect(await searcher.search({ ...asked, queries: [query] })).toEqual([batch[i]]);
    }
    ranker.close();
  });

  it('is given a hundred hits where a search does not say, and up to MAX_RERANK_DEPTH where it does', async () => {
    const asked = { mode: 'hybrid', k: 300, collapse: false } as const;
    const usual = await search(asked);
    expect(await search({ ...asked, rerankDepth: 100 })).toEqual(usual);
    const scoredBy = async (rerankDepth: number) =>
      (await search({ ...asked, rerankDepth })).map((hits) =>
        hits.filter((hit) => partOf(hit)?.before && partOf(hit)?.rank),
      );
    for (const hits of await scoredBy(20)) expect(hits).toHaveLength(20);
    const fused = await searcher.search({ ...REQUEST, queries, ...asked });
    for (const [i, hits] of (await scoredBy(MAX_RERANK_DEPTH)).entries()) {
      expect(hits).toHaveLength(fused[i].hits.length);
      expect(hits.length).toBeGreaterThan(100);
    }
    await expect(search({ ...asked, rerankDepth: MAX_RERANK_DEPTH + 1 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      facts: { field: 'rerankDepth', maximum: MAX_RERANK_DEPTH },
    });
  });

  it('refuses an index without links, and names what it can do', async () => {
    const bare = await Searcher.open(openIndex(await buildGeneratedIndex('stillweb', makeCollection(20), 'none')));
    await expect(bare.search({ ...GRAPH, queries })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      facts: {
        field: 'rerank',
        value: 'graph',
        supported: expect.toSatisfy((names: string[]) => names.includes('none') && !names.includes('graph')),
      },
    });
    await bare.close();
  });

  it('puts nothing that only links lead to before the only hit', async () => {
    const ranked = await small.searcher.rank('merchants', { mode: 'bm25', k: 10, rerank: 'graph' });
    expect(ranked.map(({ id }) => id)).toEqual(['source', 'linked', 'silent']);
  });

  it('puts a document that the best hit links to before one with the same words that nothing links to', async () => {
    const idsBy = async (rerank: string) =>
      (await small.searcher.rank('wool guild', { mode: 'bm25', k: 10, rerank })).map(({ id, score }) => [id, score]);
    expect((await idsBy('none')).map(([id]) => id)).toEqual(['source', 'alone', 'linked']);
    // The figures of record: the rule gives them, and another one gives others.
    expect(await idsBy('graph')).toEqual([
      ['source', 1_470_914_280],
      ['linked', 882_220_960],
      ['alone', 228_337_200],
      ['silent', 46_526_360],
    ]);
  });
});
