import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalizeWhere } from '../../src/contract/canonical-where.ts';
import { filterKey, readFilter } from '../../src/contract/filter-key.ts';
import type { SearchRequest } from '../../src/contract/search.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { ColumnOrders } from '../../src/retrieval/column-orders.ts';
import { findDocuments } from '../../src/retrieval/field-conditions.ts';
import { searchExhaustively } from '../support/exhaustive-search.ts';
import { makeCollection, openSearch } from '../support/made-collection.ts';
import { columnsOf, makeFields, meets, wheres } from '../support/made-fields.ts';

const RUNS = Number(process.env.TEST_RUNS ?? 100);

const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

function madeDocuments(seed: number, count: number) {
  const next = xorshift32(seed | 1);
  return Array.from({ length: count }, () => makeFields(() => next() / 2 ** 32));
}

describe('conditions on typed fields', () => {
  it('admit the documents that meet them one by one, however they are written', () => {
    let narrow = 0;
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 200 }),
        fc.array(wheres, { minLength: 1, maxLength: 12 }),
        (seed, count, asked) => {
          const documents = madeDocuments(seed, count);
          const table = columnsOf(documents);
          const orders = new ColumnOrders();
          // By passes over the columns, and twice by their orders: each is made when it is asked for the second time.
          const ways = asked.flatMap((where) => [undefined, orders, orders].map((each) => ({ where, orders: each })));
          for (const { where, orders: each } of ways) {
            const canonical = canonicalizeWhere(where, 'where');
            const read = readFilter(JSON.parse(JSON.stringify(filterKey({ where: canonical }))));
            const found = findDocuments(read.where ?? canonical, table, count, each);
            const admitted = documents.flatMap(({ fields }, i) => (meets(fields, where) ? [i] : []));
            expect([...documents.keys()].filter((i) => found.has(i))).toEqual(admitted);
            expect(found.count()).toBe(admitted.length);
            narrow += Number(admitted.length > 0 && admitted.length < count);
          }
        },
      ),
      { numRuns: RUNS * 3 },
    );
    expect(narrow).toBeGreaterThan(RUNS);
  });
});

// promise: rank/shortcut-free
describe('a search under conditions on typed fields', () => {
  it('gives what is left of the whole of each leg when every document is asked by itself, in all modes', async () => {
    const shapes = fc.record({
      seed: seeds,
      shards: fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 3 }),
      words: fc.integer({ min: 2, max: 12 }),
      densities: fc.constant([0.9, 0.4, 0.1]),
      largestImpact: fc.constantFrom(5, 16_383),
      passagesPerDocument: fc.constantFrom(1, 1, 2, 5),
      copies: fc.constantFrom(0, 1),
      fusion: fc.record({
        method: fc.constantFrom('minmax' as const, 'rrf' as const),
        denseWeight: fc.constantFrom(15, 50),
        uncoveredWeight: fc.constantFrom(30, 0),
        depth: fc.constantFrom(1000, 130),
      }),
    });
    const requests = fc.record({
      unit: fc.constantFrom('document' as const, 'passage' as const),
      k: fc.constantFrom(3, 10, 500),
      offset: fc.constantFrom(0, 0, 5),
      where: wheres,
    });
    const kernel = {
      isCompiled: false,
      tuning: { weakEighths: 8, sparseFactor: 14, fewFactor: 32, lookUpFactor: 128 },
    };
    const seen = { searches: 0, found: 0, narrow: 0 };
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(requests, { minLength: 1, maxLength: 5 }), async (shape, asked) => {
        const collection = makeCollection(shape);
        const pipeline = openSearch(collection, shape.shards, kernel);
        for (const { where, ...rest } of asked) {
          for (const mode of ['bm25', 'dense', 'hybrid'] as const) {
            const words = collection.words.slice(0, 3);
            const filter = { where: canonicalizeWhere(where, 'where') };
            const request = {
              ...{ ...rest, mode, filter, queries: [words.join(' ')] },
              ...{ snippet: false, text: false, explain: false },
            } as const satisfies SearchRequest;
            const [{ hits }] = (await pipeline.rank(await pipeline.readTogether(request))).pages;
            const expected = searchExhaustively(collection, words, request).hits;
            expect(hits.map(({ passage, score }) => ({ passage, score }))).toEqual(
              expected.map(({ passage, score }) => ({ passage, score })),
            );
            const admitted = collection.fields.filter(({ fields }) => meets(fields, where)).length;
            seen.searches++;
            seen.found += Number(hits.length > 0);
            seen.narrow += Number(hits.length > 0 && admitted < collection.fields.length);
          }
        }
      }),
      { numRuns: RUNS * 2 },
    );
    expect(seen.searches).toBeGreaterThan(10 * RUNS);
    expect(seen.found).toBeGreaterThan(3 * RUNS);
    expect(seen.narrow).toBeGreaterThan(2 * RUNS);
  });
});
