import { beforeAll, describe, expect, it } from 'vitest';
import { frequentTerms } from '../../src/store/frequent-terms.ts';
import type { IndexView } from '../../src/store/index-view.ts';
import { buildGeneratedIndex, makeCollection, openView } from '../support/generated-index.ts';

describe('the terms that most passages hold', () => {
  let view: IndexView;
  beforeAll(async () => {
    view = openView(await buildGeneratedIndex('stillweb', makeCollection(900, 5), 'none'));
  });

  it('are those that counting every posting finds, however many are wanted', async () => {
    const counts = new Map<string, number>();
    for (const shard of view.postings) {
      for (const [ordinal, term] of [...shard.terms.all()].entries()) {
        counts.set(term, (counts.get(term) ?? 0) + shard.list(ordinal).passages.length);
      }
    }
    const expected = Array.from(counts, ([term, passages]) => ({ term, passages })).sort(
      (a, b) => b.passages - a.passages || (a.term < b.term ? -1 : 1),
    );
    expect(expected.length).toBeGreaterThan(100);
    for (const top of [0, 1, 7, 30, 100]) {
      expect(await frequentTerms(view.postings, top)).toEqual(expected.slice(0, top));
    }
    const isPassedOver = (term: string): boolean => term < 'm';
    const others = expected.filter(({ term }) => !isPassedOver(term));
    expect(await frequentTerms(view.postings, 30, isPassedOver)).toEqual(others.slice(0, 30));
  });

  it('are added up over shards', async () => {
    const twice = [...view.postings, ...view.postings];
    const once = await frequentTerms(view.postings, 30);
    expect(await frequentTerms(twice, 30)).toEqual(
      once.map(({ term, passages }) => ({ term, passages: 2 * passages })),
    );
  });
});
