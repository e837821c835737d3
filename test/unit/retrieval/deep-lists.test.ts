import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalizeSearch } from '../../../src/contract/canonical-search.ts';
import type { Hit, SearchMode } from '../../../src/contract/search.ts';
import { FUSION_DEPTH, MAX_DEPTH, MAX_K } from '../../../src/limits.ts';
import { Searcher } from '../../../src/retrieval/searcher.ts';
import { openIndex } from '../../../src/store/open.ts';
import { buildGeneratedIndex, makeCollection, makeQueries } from '../../support/generated-index.ts';

const DOCUMENTS = 2500;

describe('a list as deep as paging reaches', () => {
  let searcher: Searcher;
  beforeAll(async () => {
    searcher = await Searcher.open(openIndex(await buildGeneratedIndex('stillweb', makeCollection(DOCUMENTS))));
  });
  afterAll(() => searcher.close());

  const [query] = makeQueries(1);
  const page = async (mode: SearchMode, offset: number, k: number, collapse = true): Promise<readonly Hit[]> => {
    const { request } = canonicalizeSearch({ query, mode, offset, k, unit: 'passage', snippet: false, collapse });
    return (await searcher.search(request))[0].hits;
  };

  it.each(['bm25', 'dense', 'hybrid'] as const)(
    'is one list in mode %s, however it is cut into pages',
    async (mode) => {
      const whole = await page(mode, 0, MAX_K);
      const pages: Hit[] = [];
      for (let offset = 0; offset < MAX_DEPTH; offset += 997) {
        pages.push(...(await page(mode, offset, Math.min(997, MAX_DEPTH - offset))));
      }
      expect(pages).toEqual(whole);
      expect(new Set(whole.map(({ passage }) => passage?.id)).size).toBe(whole.length);
      expect(whole.map(({ rank }) => rank)).toEqual(whole.map((_, i) => i + 1));
      expect(whole.length).toBeGreaterThan(100);
    },
  );

  it('holds every passage of the dense leg, and of a fused list what the legs hold at their fixed depth', async () => {
    const { manifest } = searcher.view.index;
    expect(manifest.fusion.depth).toBe(FUSION_DEPTH);
    expect(manifest.counts.passages).toBeGreaterThan(2 * FUSION_DEPTH);
    expect(await page('dense', 0, MAX_K, false)).toHaveLength(manifest.counts.passages);
    const ids = (hits: readonly Hit[]) => hits.map(({ passage }) => passage?.id);
    const legs = [await page('bm25', 0, FUSION_DEPTH, false), await page('dense', 0, FUSION_DEPTH, false)].flatMap(ids);
    const fused = await page('hybrid', 0, MAX_K, false);
    expect(ids(fused).sort()).toEqual([...new Set(legs)].sort());
    expect(await page('hybrid', fused.length, 1, false)).toEqual([]);
  });
});
