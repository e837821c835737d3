import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopList } from '../../../src/kernel/top-list.ts';

const hits = fc
  .uniqueArray(fc.record({ passage: fc.nat({ max: 60 }), score: fc.integer({ min: -3, max: 3 }) }), {
    selector: ({ passage }) => passage,
  })
  .map((list) => list);

const byRank = (a: { score: number; passage: number }, b: { score: number; passage: number }) =>
  b.score - a.score || a.passage - b.passage;

describe('a top list', () => {
  it('holds the best hits under the total order, in whatever order they come', () => {
    fc.assert(
      fc.property(hits, fc.integer({ min: 1, max: 20 }), (offered, capacity) => {
        const top = new TopList(capacity, null);
        for (const { score, passage } of offered) top.offer(score, passage);
        const expected = [...offered].sort(byRank).slice(0, capacity);
        expect([...top.ranking().passages]).toEqual(expected.map(({ passage }) => passage));
        expect([...top.ranking().scores]).toEqual(expected.map(({ score }) => score));
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps the best passage of each document', () => {
    fc.assert(
      fc.property(hits, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 7 }), (offered, capacity, size) => {
        const documents = Uint32Array.from({ length: 61 }, (_, passage) => Math.floor(passage / size));
        const top = new TopList(capacity, documents);
        for (const { score, passage } of offered) top.offer(score, passage);
        const seen = new Set<number>();
        const expected = [...offered]
          .sort(byRank)
          .filter(({ passage }) => !seen.has(documents[passage]) && seen.add(documents[passage]))
          .slice(0, capacity);
        expect([...top.ranking().passages]).toEqual(expected.map(({ passage }) => passage));
      }),
      { numRuns: 1000 },
    );
  });

  it('says below which score nothing can enter', () => {
    const top = new TopList(2, null);
    top.offer(5, 1);
    expect(top.threshold).toBe(Number.NEGATIVE_INFINITY);
    top.offer(7, 2);
    expect(top.threshold).toBe(5);
  });
});
