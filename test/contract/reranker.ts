import { beforeAll, describe, expect, it } from 'vitest';
import type { Hit, SearchMode, SearchRequest } from '../../src/contract/search.ts';
import type { ReadQuery } from '../../src/retrieval/read-query.ts';
import type { Candidate, Reranker } from '../../src/retrieval/reranker.ts';
import type { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';

export interface RerankerSubject {
  /** Over a collection in which each query finds more documents than the reranker is given. */
  readonly pipeline: SearchPipeline;
  readonly queries: readonly string[];
}

const REQUEST = { k: 10, offset: 0, unit: 'document', snippet: false, text: true, explain: true } as const;

/** What every registered reranker promises: by itself, and as a stage of the pipeline. */
export function rerankerContract(reranker: Reranker, setup: () => Promise<RerankerSubject>): void {
  describe(`the reranker ${reranker.name}`, () => {
    let pipeline: SearchPipeline;
    let queries: readonly string[];
    beforeAll(async () => {
      ({ pipeline, queries } = await setup());
    });

    const { name, depth } = reranker;
    const search = async (query: string, request: Partial<SearchRequest> = {}): Promise<readonly Hit[]> =>
      (await pipeline.search({ ...REQUEST, ...request, queries: [query] }))[0].hits;
    const bare = (hits: readonly Hit[]) => hits.map(({ rank, score, explain, ...hit }) => hit);

    it('gives a safe integer for each candidate, equal calls equal ones', async () => {
      const text = 'copper river';
      const parsed = {
        terms: [{ term: 'copper', weight: 1 }],
        words: new Map([['copper', 'copper']]),
        text,
        required: [],
        excluded: [],
      };
      const query: ReadQuery = { text, parsed, vector: null };
      const candidates = Array.from(
        { length: Math.min(depth, 5) },
        (_, i): Candidate => ({ rank: i + 1, score: 50 - i, passage: 3 * i, document: i }),
      );
      const readTexts = async (some: readonly Candidate[]) =>
        some.map(({ document }) => ({
          id: `d${document}`,
          url: null,
          title: '',
          number: 0,
          text: 'copper '.repeat(document + 1),
        }));
      const ask = () => reranker.rerank(query, candidates, readTexts, () => {}, null, depth);
      const answer = await ask();
      const scores = 'scores' in answer ? answer.scores : answer;
      expect(scores).toHaveLength(candidates.length);
      expect(scores.every(Number.isSafeInteger)).toBe(true);
      expect(await ask()).toEqual(answer);
    });

    it.each([
      ['bm25', 'document'],
      ['hybrid', 'passage'],
    ] as const)('orders the first of the fused list, and leaves those behind: %s, unit %s', async (mode, unit) => {
      for (const query of queries) {
        const fused = await search(query, { mode, unit, k: 60 });
        const reranked = await search(query, { mode, unit, k: 60, rerank: name });
        expect(fused.length).toBeGreaterThan(depth);
        expect(bare(reranked.slice(depth))).toEqual(bare(fused.slice(depth)));
        const ids = (hits: readonly Hit[]) => hits.slice(0, depth).map(({ passage }) => passage?.id);
        expect(ids(reranked).sort()).toEqual(ids(fused).sort());
        for (const [i, hit] of reranked.entries()) {
          expect(hit.rank).toBe(i + 1);
          if (i > 0) expect(hit.score).toBeLessThanOrEqual(reranked[i - 1].score);
        }
      }
    });

    it('cuts every page out of one list, whatever its depth', async () => {
      for (const mode of ['hybrid', 'bm25', 'dense'] satisfies SearchMode[]) {
        for (const query of queries) {
          const whole = await search(query, { mode, k: 60, rerank: name });
          for (const [offset, k] of [
            [0, 1],
            [0, depth],
            [2, 3],
            [Math.max(0, depth - 2), 5],
            [depth, 10],
            [depth + 7, 3],
          ].filter(([, k]) => k > 0)) {
            expect(await search(query, { mode, offset, k, rerank: name })).toEqual(whole.slice(offset, offset + k));
          }
        }
      }
    });

    it.runIf(depth > 0)('says in explain where each hit stood, ties falling by that', async () => {
      for (const query of queries) {
        const fused = await search(query, { k: 60 });
        const reranked = await search(query, { k: 60, rerank: name });
        for (const [i, hit] of reranked.entries()) {
          const legs = hit.explain ?? [];
          const part = legs[legs.length - 1];
          const before = fused[(part.before?.rank ?? 0) - 1];
          expect(part).toEqual({
            leg: 'rerank',
            ...(i < depth && { rank: i + 1, score: hit.score }),
            reranker: name,
            before: { rank: before.rank, score: before.score },
          });
          expect(before.passage).toEqual(hit.passage);
          expect(legs.slice(0, -1)).toEqual(before.explain);
          const last = reranked[i - 1]?.explain?.at(-1);
          if (i > 0 && i < depth && reranked[i - 1].score === hit.score) {
            expect(last?.before?.rank).toBeLessThan(before.rank);
          }
        }
      }
    });

    it('finds nothing for a query that says nothing', async () => {
      expect(await search('', { rerank: name })).toEqual([]);
    });
  });
}
