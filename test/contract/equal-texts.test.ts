import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchRequest } from '../../src/contract/search.ts';
import { Searcher } from '../../src/retrieval/searcher.ts';
import { openIndex } from '../../src/store/open.ts';
import { buildGeneratedIndex } from '../support/generated-index.ts';

const EQUAL = 700;
const OTHERS = 40;

/** Copies of one text, which link to the same few of them, and some texts that differ. */
const COLLECTION = Array.from({ length: EQUAL + OTHERS }, (_, i) => {
  const text =
    i % 18 === 5 && i < OTHERS * 18 ? `harbour ${'lantern '.repeat(1 + (i % 7))}castle ${i}` : 'page not found';
  return `${JSON.stringify({ _id: `d${i}`, text })}\n`;
}).join('');
const REQUEST: SearchRequest = {
  queries: ['page not found'],
  mode: 'dense',
  k: 100,
  collapse: false,
  offset: 0,
  unit: 'document',
  snippet: false,
  text: false,
  explain: false,
};

// promise: rank/every-page
describe.each([
  ['one graph', {}],
  ['graphs of three shards', { cut: { unitDocuments: 50, shardPassages: 250 } }],
] as const)('a collection of which most texts are equal, with %s', (_, options) => {
  let searcher: Searcher;
  beforeAll(async () => {
    searcher = await Searcher.open(
      openIndex(await buildGeneratedIndex('stillweb', COLLECTION, 'static', { graph: 'on', ...options })),
    );
  });
  afterAll(() => searcher.close());

  const readPages = async (request: Partial<SearchRequest>): Promise<{ id: string; score: number; rank: number }[]> => {
    const shown: { id: string; score: number; rank: number }[] = [];
    for (;;) {
      const [{ hits }] = await searcher.search({ ...REQUEST, ...request, offset: shown.length });
      if (hits.length === 0) return shown;
      shown.push(...hits.map(({ id, score, rank }) => ({ id, score, rank })));
    }
  };

  it.each([
    ['document', 100],
    ['document', 257],
    ['passage', 64],
  ] as const)('shows every %s on one page of mode dense, in pages of %d', async (unit, k) => {
    const shown = await readPages({ unit, k });
    expect(new Set(shown.map(({ id }) => id)).size).toBe(EQUAL + OTHERS);
    expect(shown).toHaveLength(EQUAL + OTHERS);
    expect(shown.map(({ rank }) => rank)).toEqual(shown.map((_hit, i) => i + 1));
    const [{ hits }] = await searcher.search({ ...REQUEST, unit, k: 1_000 });
    expect(hits.map(({ id, score, rank }) => ({ id, score, rank }))).toEqual(shown);
  });

  it('shows as many as comparing every vector, of other queries and in mode hybrid too', async () => {
    for (const mode of ['dense', 'hybrid'] as const) {
      for (const query of ['page not found', 'harbour lantern', 'castle']) {
        const ids = async (exact: boolean) =>
          (await readPages({ queries: [query], mode, exact })).map(({ id }) => id).sort();
        expect(await ids(false)).toEqual(await ids(true));
      }
    }
  });

  it('ranks equal ones by their number, as comparing every vector does, on every page', async () => {
    for (const unit of ['document', 'passage'] as const) {
      const exact = await readPages({ unit, exact: true, k: 1_000 });
      expect(await readPages({ unit, k: 300 })).toEqual(exact);
      expect((await readPages({ unit, k: 300, queries: ['lantern'] })).slice(0, 40)).toEqual(
        (await readPages({ unit, exact: true, k: 300, queries: ['lantern'] })).slice(0, 40),
      );
    }
  });

  it('says in its manifest that a walk finds all of them, and that what is listed is what is nearest', () => {
    const { graph, counts } = searcher.view.index.manifest;
    expect(counts.passages).toBe(EQUAL + OTHERS);
    expect(graph?.reached).toBe(EQUAL + OTHERS);
    expect(graph?.recall).toMatchObject({ found: graph?.recall.of });
    expect(graph?.listed).toMatchObject({ found: graph?.listed.of });
  });
});
