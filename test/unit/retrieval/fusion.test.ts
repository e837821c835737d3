import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuse, type Leg } from '../../../src/retrieval/fusion.ts';

const leg = (pairs: readonly (readonly [number, number])[]): Leg => ({
  items: Uint32Array.from(pairs, ([item]) => item),
  scores: Float64Array.from(pairs, ([, score]) => score),
});

const legs = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 300 }), fc.integer({ min: -1000, max: 2 ** 28 })), {
    selector: ([item]) => item,
    maxLength: 150,
  })
  .map((pairs) => leg([...pairs].sort((a, b) => b[1] - a[1] || a[0] - b[0])));

describe('min-max fusion', () => {
  const fusion = { method: 'minmax', denseWeight: 20 } as const;

  it('gives the first of both legs everything and what neither ranks high nothing', () => {
    const hits = fuse(
      leg([
        [1, 50],
        [2, 40],
        [3, 30],
      ]),
      leg([
        [1, 9],
        [3, 5],
      ]),
      fusion,
    );
    expect(hits.map(({ item }) => item)).toEqual([1, 2, 3]);
    expect(hits[0].score).toBe(100 * 2 ** 24);
    expect(hits[1].score).toBe(80 * 2 ** 23);
    expect(hits[2].score).toBe(0);
  });

  it('counts only the first hundred of a leg', () => {
    const lexical = leg(Array.from({ length: 150 }, (_, i) => [i, 1000 - i] as const));
    const hits = fuse(lexical, leg([]), fusion);
    expect(hits.filter(({ score }) => score > 0)).toHaveLength(99);
    expect(hits.slice(99).map(({ item }) => item)).toEqual(Array.from({ length: 51 }, (_, i) => 99 + i));
  });

  it('gives equal scores everything', () => {
    const hits = fuse(
      leg([
        [4, 7],
        [5, 7],
      ]),
      leg([]),
      fusion,
    );
    expect(hits.map(({ score }) => score)).toEqual([80 * 2 ** 24, 80 * 2 ** 24]);
  });
});

describe.each(['minmax', 'rrf'] as const)('%s fusion', (method) => {
  it('is a total order of safe integers over the union of the legs', () => {
    fc.assert(
      fc.property(legs, legs, fc.integer({ min: 0, max: 100 }), (lexical, dense, denseWeight) => {
        const hits = fuse(lexical, dense, { method, denseWeight });
        expect(new Set(hits.map(({ item }) => item))).toEqual(new Set([...lexical.items, ...dense.items]));
        for (const [i, { score, item }] of hits.entries()) {
          expect(Number.isSafeInteger(score)).toBe(true);
          if (i > 0)
            expect(hits[i - 1].score > score || (hits[i - 1].score === score && hits[i - 1].item < item)).toBe(true);
        }
      }),
    );
  });
});
