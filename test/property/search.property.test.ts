import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalizeWhere } from '../../src/contract/canonical-where.ts';
import type { SearchRequest } from '../../src/contract/search.ts';
import type { RankedPage } from '../../src/retrieval/hit-presenter.ts';
import { searchExhaustively } from '../support/exhaustive-search.ts';
import { ASKING_WORDS, type CollectionShape, makeCollection, openSearch } from '../support/made-collection.ts';
import { wheres } from '../support/made-fields.ts';

/** Collections. */
const RUNS = Number(process.env.TEST_RUNS ?? 150);
/** More hits than any list has. */
const ALL = 40_000;

const shapes: fc.Arbitrary<CollectionShape> = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  shards: fc.oneof(
    { weight: 14, arbitrary: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 3 }) },
    { weight: 5, arbitrary: fc.array(fc.integer({ min: 150, max: 700 }), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: 2_000, max: 18_000 }), { minLength: 1, maxLength: 2 }) },
  ),
  words: fc.integer({ min: 2, max: 40 }),
  densities: fc.array(fc.constantFrom(0.9, 0.4, 0.1, 0.02, 0.004, 0.0002), { minLength: 1, maxLength: 4 }),
  largestImpact: fc.constantFrom(1, 5, 12, 100, 16_383),
  passagesPerDocument: fc.constantFrom(1, 1, 2, 5, 40),
  copies: fc.constantFrom(0, 0, 1, 4),
  fusion: fc.record({
    method: fc.constantFrom('minmax' as const, 'minmax' as const, 'minmax' as const, 'rrf' as const),
    denseWeight: fc.constantFrom(15, 20, 50),
    uncoveredWeight: fc.constantFrom(30, 30, 50, 0),
    depth: fc.constantFrom(1000, 1000, 130),
  }),
});

const kernels = fc.record({
  isCompiled: fc.boolean(),
  tuning: fc.record({
    weakEighths: fc.constantFrom(2, 8),
    sparseFactor: fc.constantFrom(0, 14, 1_000_000),
    fewFactor: fc.constantFrom(0, 32, 1_000_000),
    lookUpFactor: fc.constantFrom(0, 128),
  }),
});

/** A value for one in so many. */
function seldom<Value>(value: fc.Arbitrary<Value>, every: number): fc.Arbitrary<Value | undefined> {
  return fc.tuple(value, fc.nat({ max: every - 1 })).map(([given, draw]) => (draw === 0 ? given : undefined));
}

/** A word of the collection, one that asks, a stop word, the plural of one, and any of them with a slip. */
const word = fc.record({
  kind: fc.constantFrom('own', 'own', 'own', 'asking', 'asking', 'stop'),
  number: fc.nat({ max: 11 }),
  ending: fc.constantFrom('', '', '', 's'),
  slip: seldom(
    fc.record({
      at: fc.nat({ max: 20 }),
      kind: fc.constantFrom('out', 'in', 'other', 'swapped'),
      letter: fc.constantFrom(...'bdkmoaestxz'),
    }),
    3,
  ),
});
const queries = fc.array(
  fc.oneof(fc.array(word, { minLength: 1, maxLength: 3 }), fc.array(word, { maxLength: 8, size: 'max' })),
  { minLength: 1, maxLength: 5, size: 'max' },
);

const filters = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: wheres.map((where) => ({ where: canonicalizeWhere(where, 'where') })) },
  {
    weight: 1,
    arbitrary: fc.record({ side: fc.constantFrom('ids', 'excludeIds'), step: fc.constantFrom(1, 2, 7, 97) }),
  },
);

const requests = fc.record({
  mode: fc.constantFrom('bm25' as const, 'bm25' as const, 'hybrid' as const, 'hybrid' as const, 'dense' as const),
  k: fc.constantFrom(1, 2, 10, 10, 60, ALL),
  offset: fc.constantFrom(0, 0, 0, 0, 0, 3, 35),
  unit: fc.constantFrom('document' as const, 'passage' as const),
  filter: filters,
  levers: fc.record({
    collapse: seldom(fc.constantFrom(false as const), 3),
    requestWords: seldom(fc.constantFrom(false as const), 6),
    fuzzy: seldom(fc.constantFrom(false as const), 6),
    denseShare: seldom(fc.constantFrom(0, 40, 100), 6),
    minCoverage: seldom(fc.constantFrom(0.05, 0.4, 1), 8),
    minScore: seldom(fc.constantFrom(1, 9, 5_000, 2 ** 29), 8),
  }),
});

type Filter = typeof filters extends fc.Arbitrary<infer Value> ? Value : never;
type Word = typeof word extends fc.Arbitrary<infer Value> ? Value : never;

const STOP_WORDS = ['the', 'of', 'is'];

function spell({ kind, number, ending, slip }: Word, own: readonly string[]): string {
  const words = kind === 'own' ? own : kind === 'asking' ? ASKING_WORDS : STOP_WORDS;
  const text = words[number % words.length] + ending;
  if (slip === undefined) return text;
  const at = slip.at % text.length;
  const [before, behind] = [text.slice(0, at), text.slice(at)];
  if (slip.kind === 'out') return before + behind.slice(1) || text;
  if (slip.kind === 'in') return before + slip.letter + behind;
  if (slip.kind === 'other') return before + slip.letter + behind.slice(1);
  return behind.length < 2 ? text : before + behind[1] + behind[0] + behind.slice(2);
}

/** An absent lever is no member: that is how a request is made canonical. */
function withoutAbsent<Levers extends object>(levers: Levers): Partial<Levers> {
  return Object.fromEntries(Object.entries(levers).filter(([, value]) => value !== undefined)) as Partial<Levers>;
}

function filterOf(asked: NonNullable<Filter>, documents: number): SearchRequest['filter'] {
  if ('where' in asked) return asked;
  const { step, side } = asked;
  return { [side]: Array.from({ length: Math.ceil(documents / step) }, (_, i) => `d${i * step}`) };
}

/** What an answer says, without what each leg said. */
const said = ({ hits, coverage, corrections }: RankedPage) => ({
  hits: hits.map(({ passage, score, duplicates }) =>
    duplicates ? { passage, score, duplicates } : { passage, score },
  ),
  coverage,
  corrections,
});

// promise: rank/shortcut-free
// promise: serve/alone
describe('a search', () => {
  it('gives what adding up, comparing and sorting everything gives, alone and in a batch, on generated collections', {
    timeout: 600_000,
  }, async () => {
    const seen = { found: 0, corrected: 0, lightened: 0, fused: 0, folded: 0 };
    await fc.assert(
      fc.asyncProperty(
        shapes,
        kernels,
        queries,
        fc.array(requests, { minLength: 1, maxLength: 3 }),
        async (shape, kernel, spoken, asked) => {
          const collection = makeCollection(shape);
          const pipeline = openSearch(collection, shape.shards, kernel);
          const words = spoken.map((query) => query.map((each) => spell(each, collection.words)));
          for (const { filter, levers, ...rest } of asked) {
            const request = {
              ...rest,
              ...withoutAbsent(levers),
              ...(filter !== null && { filter: filterOf(filter, collection.firsts.document.length) }),
              queries: words.map((query) => query.join(' ')),
              snippet: false,
              text: false,
              explain: false,
            } as const satisfies SearchRequest;
            const expected = words.map((query) => searchExhaustively(collection, query, request));
            const together = await pipeline.rank(await pipeline.readTogether(request));
            expect(together.pages.map(said)).toEqual(expected);
            for (const [i, query] of request.queries.entries()) {
              const alone = await pipeline.rank(await pipeline.readTogether({ ...request, queries: [query] }));
              expect(alone.pages.map(said)).toEqual([expected[i]]);
              const [{ hits, corrections, terms }] = alone.pages;
              seen.found += Number(hits.length > 0);
              seen.corrected += Number(corrections.length > 0);
              seen.lightened += Number(terms.some(({ shift = 0 }) => shift > 0));
              seen.fused += Number(hits.some(({ lexical, dense }) => lexical !== undefined && dense !== undefined));
              seen.folded += Number(hits.some(({ duplicates }) => duplicates !== undefined));
            }
          }
        },
      ),
      { numRuns: RUNS },
    );
    // A generator that makes nothing of the kind would find nothing wrong with it.
    for (const [what, answers] of Object.entries(seen)) expect(answers, what).toBeGreaterThan(RUNS / 10);
  });
});
