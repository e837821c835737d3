import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuse, type Leg } from '../../../src/retrieval/fusion.ts';
import { rankFused } from '../../../src/retrieval/legs.ts';
import type { Ranker } from '../../../src/retrieval/ranker.ts';

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

  it('gives nothing to what stands behind the hundredth, also when a walk has overlooked it and it scores more', () => {
    const found = Array.from({ length: 120 }, (_, i) => [i, 1000 - i] as const);
    const hits = fuse(leg([]), leg([...found, [500, 2000]]), fusion);
    expect(hits[0]).toMatchObject({ item: 0, score: 20 * 2 ** 24 });
    expect(hits.filter(({ score }) => score > 0)).toHaveLength(99);
    expect(hits.find(({ item }) => item === 500)?.score).toBe(0);
  });

  it('takes the highest and the lowest of the first hundred, wherever they stand', () => {
    const hits = fuse(
      leg([]),
      leg([
        [1, 30],
        [2, 10],
        [3, 50],
        [4, 20],
      ]),
      fusion,
    );
    expect(hits.map(({ item, score }) => [item, score])).toEqual([
      [3, 20 * 2 ** 24],
      [1, 20 * 2 ** 23],
      [4, 20 * 2 ** 22],
      [2, 0],
    ]);
  });

  it('gives everything behind a hundred equal scores to what scores as much or more, and nothing to what scores less', () => {
    const equal = Array.from({ length: 100 }, (_, i) => [i, 7] as const);
    const hits = fuse(leg([]), leg([...equal, [200, 9], [201, 7], [202, 6]]), fusion);
    expect(hits.filter(({ score }) => score === 20 * 2 ** 24).map(({ item }) => item)).toEqual([
      ...equal.map(([item]) => item),
      200,
      201,
    ]);
    expect(hits.at(-1)).toMatchObject({ item: 202, score: 0 });
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

describe('a fused list', () => {
  const askedDepths: number[] = [];
  const lexical = leg([
    [3, 9],
    [700, 4],
  ]);
  const hitsWith = async (found: readonly (readonly [number, number])[], depth: number, words = lexical) => {
    askedDepths.length = 0;
    const dense = leg(found);
    const rankings = {
      bm25: { passages: words.items, scores: words.scores },
      dense: { passages: dense.items, scores: dense.scores },
    };
    const ranker = {
      manifest: { fusion: { method: 'minmax', denseWeight: 20, depth: 1000 } },
      retrieve: (name: 'bm25' | 'dense', _query: unknown, options: { depth: number }) => {
        askedDepths.push(options.depth);
        return {
          passages: rankings[name].passages.subarray(0, options.depth),
          scores: rankings[name].scores.subarray(0, options.depth),
        };
      },
      documentsOf: (passages: Uint32Array) => passages,
    } as unknown as Ranker;
    const options = { depth, unit: 'document', accept: null } as const;
    return (await rankFused(ranker, { terms: [], vector: null }, options)).hits;
  };
  const rankWith = async (...asked: Parameters<typeof hitsWith>) =>
    (await hitsWith(...asked)).map(({ passage, score }) => [passage, score]);
  const falling = Array.from({ length: 130 }, (_, i) => [i, 500 - i] as const);

  it.each([
    ['what a walk has overlooked', [...falling, [600, 900], [700, 800]]],
    ['a first score that a later one equals', [[0, 50], ...falling.slice(1, 99), [99, 50], [600, 900]]],
    ['an equal score behind a hundred', [...Array.from({ length: 120 }, (_, i) => [i + 100, 50] as const), [5, 50]]],
    ['a hundred equal scores', [...Array.from({ length: 120 }, (_, i) => [i, 50] as const), [600, 90]]],
  ] as const)('does not depend on how much of it is wanted, with %s', async (_, found) => {
    const whole = await rankWith(found, 500);
    for (const wanted of [1, 10, 90, 99, 100, 101, 130, 199, 200])
      expect(await rankWith(found, wanted)).toEqual(whole.slice(0, wanted));
  });

  it('asks for the first hundred of each leg as long as enough of their hits score', async () => {
    const words = leg(Array.from({ length: 400 }, (_, i) => [1000 + i, 900 - i] as const));
    const nearest = Array.from({ length: 400 }, (_, i) => [i, 900 - i] as const);
    const whole = await rankWith(nearest, 500, words);
    for (const wanted of [10, 100, 150, 198]) {
      expect(await rankWith(nearest, wanted, words)).toEqual(whole.slice(0, wanted));
      expect(askedDepths).toEqual([100, 100]);
    }
    expect(await rankWith(nearest, 199, words)).toEqual(whole.slice(0, 199));
    expect(askedDepths).toEqual([100, 100, 1000, 1000]);
    expect(await rankWith(nearest, 200, words)).toEqual(whole.slice(0, 200));
    expect(askedDepths).toEqual([1000, 1000]);
  });

  it('tells the same places of a hit however much of the list is wanted', async () => {
    const words = leg(Array.from({ length: 300 }, (_, i) => [(i * 7) % 300, 900 - i] as const));
    const nearest = Array.from({ length: 300 }, (_, i) => [i, 900 - i] as const);
    const whole = await hitsWith(nearest, 500, words);
    for (const wanted of [10, 99, 120]) expect(await hitsWith(nearest, wanted, words)).toEqual(whole.slice(0, wanted));
    expect(whole.slice(0, 120).some(({ lexical }) => lexical === undefined)).toBe(true);
    for (const { score, lexical, dense } of whole.slice(200))
      expect([score, lexical, dense]).toMatchObject([0, {}, {}]);
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
