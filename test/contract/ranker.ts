import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchMode, SearchRequest } from '../../src/contract/search.ts';
import type { Encoder } from '../../src/encoder/encoder.ts';
import type { RankedHit } from '../../src/retrieval/legs.ts';
import type { Ranker } from '../../src/retrieval/ranker.ts';
import type { RankRequest } from '../../src/retrieval/read-search.ts';
import { SearchPipeline } from '../../src/retrieval/search-pipeline.ts';

export interface RankerSubject {
  readonly ranker: Ranker;
  readonly encoder: Encoder | null;
  /** Each finds more than twelve documents; none has an operator. */
  readonly queries: readonly string[];
}

export interface RankerContractOptions {
  readonly modes: readonly SearchMode[];
  /** False for one that ranks documents alone: it knows no passages and no filter, and shows nothing. */
  readonly isWhole?: boolean;
  /** A pipeline over the same collection, whose every answer is the right one. */
  readonly reference?: () => SearchPipeline;
}

/** More than any list has. */
const ALL = 3_000;

export const REQUEST = {
  k: 10,
  offset: 0,
  unit: 'document',
  snippet: { tokens: 12 },
  text: false,
  explain: false,
} as const;

/** What every ranker promises, wherever its index lies: asked through the pipeline, as it is used. */
export function rankerContract(
  name: string,
  setup: () => Promise<RankerSubject>,
  { modes, isWhole = true, reference }: RankerContractOptions,
): void {
  describe(`the ranker ${name}`, () => {
    let pipeline: SearchPipeline;
    let ranker: Ranker;
    let queries: readonly string[];
    beforeAll(async () => {
      const subject = await setup();
      ({ ranker, queries } = subject);
      pipeline = new SearchPipeline(ranker, subject.encoder);
    });
    afterAll(() => ranker?.close());

    const units = isWhole ? (['document', 'passage'] as const) : (['document'] as const);
    const rank = async (text: string, request: Partial<RankRequest> = {}): Promise<readonly RankedHit[]> => {
      const search = await pipeline.read({ ...REQUEST, ...request, queries: [text] });
      return await pipeline.rankQuery(search, search.queries[0]);
    };

    it('has the modes of its manifest, the default first, and no other', async () => {
      expect(pipeline.modes).toEqual(modes);
      expect(await rank(queries[0])).toEqual(await rank(queries[0], { mode: modes[0] }));
      for (const mode of (['hybrid', 'bm25', 'dense'] as const).filter((each) => !modes.includes(each))) {
        await expect(rank(queries[0], { mode })).rejects.toMatchObject({
          code: 'MODE_UNAVAILABLE',
          facts: { index: ranker.name, mode, supported: modes },
        });
      }
    });

    it.each(modes)('cuts every page out of one list, and gives it again: %s', async (mode) => {
      for (const unit of units) {
        for (const query of queries) {
          const whole = await rank(query, { mode, unit, k: ALL });
          expect(whole.length).toBeGreaterThan(12);
          expect(await rank(query, { mode, unit, k: ALL })).toEqual(whole);
          for (const [offset, k] of [
            [0, 1],
            [0, 12],
            [3, 5],
            [11, 99],
            [99, 30],
            [whole.length - 1, 5],
            [whole.length, 5],
          ]) {
            expect(await rank(query, { mode, unit, offset, k })).toEqual(whole.slice(offset, offset + k));
          }
        }
      }
    });

    it.each(modes)('ranks a document once, by integer scores that fall: %s', async (mode) => {
      for (const query of queries) {
        const hits = await rank(query, { mode, k: ALL });
        const documents = await pipeline.documentsOf(hits);
        expect(new Set(documents).size).toBe(hits.length);
        for (const [i, { score }] of hits.entries()) {
          expect(Number.isSafeInteger(score)).toBe(true);
          if (i > 0) expect(score).toBeLessThanOrEqual(hits[i - 1].score);
        }
      }
    });

    it('finds nothing for a query that says nothing', async () => {
      for (const mode of modes) for (const query of ['', ' ']) expect(await rank(query, { mode })).toEqual([]);
    });

    it('answers queries that were computed together as it answers each alone', async () => {
      for (const mode of modes) {
        const search = await pipeline.read({ ...REQUEST, mode, queries });
        await pipeline.computeTogether([search]);
        for (const query of search.queries) {
          expect(await pipeline.rankQuery(search, query)).toEqual(await rank(query.text, { mode }));
        }
      }
    });

    it.runIf(isWhole)('ranks what a filter admits, in the order of each leg', async () => {
      const ids = Array.from({ length: 60 }, (_, i) => `d${i * 3}`);
      for (const mode of modes.filter((each) => each !== 'hybrid')) {
        for (const query of queries) {
          const every = await pipeline.rankIds(query, { mode, k: ALL });
          const admitted = every.filter(({ id }) => ids.includes(id));
          expect(admitted.length).toBeGreaterThan(0);
          expect(await pipeline.rankIds(query, { mode, k: ALL, filter: { ids } })).toEqual(admitted);
          const rest = every.filter(({ id }) => !ids.includes(id));
          expect(await pipeline.rankIds(query, { mode, k: ALL, filter: { excludeIds: ids } })).toEqual(rest);
        }
      }
    });

    it.runIf(isWhole)('fuses what a filter admits, and nothing else', async () => {
      const ids = Array.from({ length: 60 }, (_, i) => `d${i * 3}`);
      for (const mode of modes) {
        const found = await pipeline.rankIds(queries[0], { mode, k: ALL, filter: { ids } });
        expect(found.length).toBeGreaterThan(0);
        expect(found.filter(({ id }) => !ids.includes(id))).toEqual([]);
      }
    });

    it.runIf(isWhole)('shows of a hit what the request asks for', async () => {
      const search = async (request: Partial<SearchRequest>) => {
        const [{ hits }] = await pipeline.search({ ...REQUEST, queries: [queries[0]], ...request });
        return hits[0];
      };
      const hit = await search({});
      expect(hit.snippet).not.toBe('');
      expect(hit).not.toHaveProperty('text');
      expect(hit.passage?.id).toMatch(new RegExp(`^${hit.id}#\\d+$`));
      expect(await search({ snippet: false })).not.toHaveProperty('snippet');
      const { text, explain } = await search({ text: true, explain: true, snippet: false });
      const shown = hit.fragments?.map(({ start, end }) => text?.slice(start, end)).join(' … ');
      expect(hit.snippet?.replace(/^… /, '').replace(/ …$/, '')).toBe(shown);
      expect(explain?.map(({ leg }) => leg)).toEqual(modes.length > 1 ? ['bm25', 'dense'] : ['bm25']);
    });

    it.runIf(reference !== undefined)('gives the answers of the reference', async () => {
      const expected = (reference as () => SearchPipeline)();
      const odd = ['"acid rain" coal', 'river -salmon', 'copper OR tin', 'intitle:copper', ...queries];
      for (const mode of modes) {
        for (const changes of [
          {},
          { unit: 'passage', offset: 7 },
          { k: 400, snippet: false },
          { explain: true, text: true, maxChars: 30 },
          { filter: { excludeIds: ['d1', 'd2', 'd3'] } },
          { exact: true },
        ] as const) {
          const request: SearchRequest = { ...REQUEST, mode, queries: odd, ...changes };
          expect(await pipeline.search(request)).toEqual(await expected.search(request));
        }
      }
    });
  });
}
