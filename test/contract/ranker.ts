import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchMode, SearchRequest, SearchUnit } from '../../src/contract/search.ts';
import type { Encoder } from '../../src/encoder/encoder.ts';
import type { RankedHit } from '../../src/retrieval/legs.ts';
import { oneEditAway } from '../../src/retrieval/one-edit.ts';
import type { NearTerm, Ranker } from '../../src/retrieval/ranker.ts';
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

/** Without the places in the legs: a leg is asked no deeper than a page needs. */
const shown = ({ passage, score, duplicates }: RankedHit) => ({ passage, score, duplicates });

/** Words of one form each. */
const formsOf = (texts: readonly string[]) => texts.map((text) => [text]);

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
    // Who shows nothing knows no texts.
    const whole = isWhole ? {} : ({ collapse: false } as const);
    const rank = async (text: string, request: Partial<RankRequest> = {}): Promise<readonly RankedHit[]> => {
      const search = await pipeline.read({ ...REQUEST, ...whole, ...request, queries: [text] });
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
          const list = await rank(query, { mode, unit, k: ALL });
          expect(list.length).toBeGreaterThan(12);
          expect(await rank(query, { mode, unit, k: ALL })).toEqual(list);
          for (const [offset, k] of [
            [0, 1],
            [0, 12],
            [3, 5],
            [11, 99],
            [99, 30],
            [list.length - 1, 5],
            [list.length, 5],
          ]) {
            const page = await rank(query, { mode, unit, offset, k });
            expect(page.map(shown)).toEqual(list.slice(offset, offset + k).map(shown));
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
        const search = await pipeline.read({ ...REQUEST, ...whole, mode, queries });
        await pipeline.computeTogether([search]);
        for (const query of search.queries) {
          expect(await pipeline.rankQuery(search, query)).toEqual(await rank(query.text, { mode }));
        }
      }
    });

    it('knows what a term can add to a score, and how many passages hold it', async () => {
      const words = [...new Set(queries.flatMap((query) => query.split(' ')))];
      const parsed = (await pipeline.read({ ...REQUEST, queries: words })).queries.map(
        (query) => query.parsed.terms[0],
      );
      const terms = parsed.map(({ term }) => term);
      const [reaches, near] = [await ranker.reachOf(terms), await ranker.nearTermsOf(formsOf(terms))];
      for (const [i, word] of words.entries()) {
        const hits = await rank(word, {
          mode: 'bm25',
          k: ALL,
          collapse: false,
          unit: isWhole ? 'passage' : 'document',
        });
        expect(reaches[i]).toEqual({ isHeld: hits.length > 0, impact: hits[0].score });
        // Replaced by itself, a letter leaves a word as it is.
        const { frequency } = near[i].find(({ term }) => term === terms[i]) as NearTerm;
        if (isWhole) expect(frequency).toBe(hits.length);
        else expect(frequency).toBeGreaterThanOrEqual(hits.length);
      }
      const unknown = ['zzzunknown', 'constructor', '__proto__', ''];
      expect(await ranker.nearTermsOf(formsOf(unknown.slice(0, 3)))).toEqual([[], [], []]);
      for (const { isHeld, impact } of await ranker.reachOf(unknown)) {
        expect(isHeld).toBe(false);
        expect(impact).toBeGreaterThanOrEqual(Math.max(...reaches.map((reach) => reach.impact)));
      }
    });

    it('finds the terms one edit from a text, each once, with the passages that hold it', async () => {
      const known = (await pipeline.read({ ...REQUEST, queries })).queries.flatMap(({ parsed }) =>
        parsed.terms.map(({ term }) => term),
      );
      const slips = known.flatMap((term) => [
        term.slice(1),
        `${term}x`,
        `é${term}`,
        term.slice(0, -1),
        [...oneEditAway(term)][99],
      ]);
      const [itself, near] = [await ranker.nearTermsOf(formsOf(known)), await ranker.nearTermsOf(formsOf(slips))];
      for (const [i, terms] of near.entries()) {
        const made = new Set(oneEditAway(slips[i]));
        expect(terms.filter(({ term }) => !made.has(term))).toEqual([]);
        expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length);
        const source = known[Math.floor(i / 5)];
        const frequency = itself[Math.floor(i / 5)].find(({ term }) => term === source)?.frequency;
        if (made.has(source)) expect(terms).toContainEqual({ term: source, frequency });
        const [alone] = await ranker.nearTermsOf([[slips[i]]]);
        expect(alone).toHaveLength(terms.length);
        expect(alone).toEqual(expect.arrayContaining([...terms]));
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

    it.runIf(isWhole)('gives identical texts the place of the best, which names the others', async () => {
      const listed: number[] = [];
      for (const unit of units) {
        for (const mode of modes) {
          for (const { passage } of await rank(queries[0], { mode, unit, k: ALL, collapse: false }))
            listed.push(passage);
        }
      }
      const show = await ranker.show(listed, 'texts');
      const textOf = (passage: number, unit: SearchUnit) => {
        const { document, start, end } = show(passage);
        return unit === 'document' ? document.text.trim() : document.text.slice(start, end);
      };
      let folded = 0;
      for (const unit of units) {
        for (const mode of modes) {
          const list = await rank(queries[0], { mode, unit, k: ALL, collapse: false });
          const seen = new Set<string>();
          const kept = list.filter(
            ({ passage }) => !seen.has(textOf(passage, unit)) && seen.add(textOf(passage, unit)),
          );
          const found = await rank(queries[0], { mode, unit, k: ALL });
          expect(found.map(({ passage, score }) => [passage, score])).toEqual(
            kept.map(({ passage, score }) => [passage, score]),
          );
          folded += list.length - kept.length;
          for (const { passage, duplicates = { ids: [], count: 0 } } of found) {
            expect(duplicates.ids).toHaveLength(duplicates.count);
            const equal = list.filter((hit) => textOf(hit.passage, unit) === textOf(passage, unit));
            expect(duplicates.count).toBeGreaterThanOrEqual(equal.length - 1);
          }
        }
      }
      expect(folded).toBeGreaterThan(0);
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

    it.runIf(isWhole)('explains the legs that were asked, and no other', async () => {
      for (const mode of modes) {
        const [{ hits }] = await pipeline.search({ ...REQUEST, queries: [queries[0]], mode, explain: true });
        expect(hits).not.toEqual([]);
        for (const { explain = [] } of hits) {
          expect(explain.map(({ leg }) => leg)).toEqual(mode === 'hybrid' ? ['bm25', 'dense'] : [mode]);
        }
      }
    });

    it.runIf(reference !== undefined)('gives the answers of the reference', async () => {
      const expected = (reference as () => SearchPipeline)();
      const plain = ['"acid rain" coal', 'river -salmon', 'copper OR tin', 'intitle:copper', ...queries];
      const asking = ['how do you know about copper', 'what you need', 'I know copper I', '"you know" copper'];
      const odd = [...plain, ...asking, 'telescpoe coppr', 'abuot the salmn', '"telescpoe" river', 'oceean'];
      for (const mode of modes) {
        for (const changes of [
          {},
          { unit: 'passage', offset: 7 },
          { k: 400, snippet: false },
          { explain: true, text: true, maxChars: 30 },
          { filter: { excludeIds: ['d1', 'd2', 'd3'] } },
          { exact: true },
          { requestWords: false, fuzzy: false, explain: true },
          { denseShare: 0, k: 200 },
          { denseShare: 90, explain: true },
          { minCoverage: 0.8, minScore: 9000 },
          { collapse: false },
          { unit: 'passage', text: true, expand: 2 },
          { unit: 'passage', text: true, expand: 10, maxChars: 200, snippet: false },
        ] as const) {
          const request: SearchRequest = { ...REQUEST, mode, queries: odd, ...changes };
          expect(await pipeline.search(request)).toEqual(await expected.search(request));
        }
      }
    });
  });
}
