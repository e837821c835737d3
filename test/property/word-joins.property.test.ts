import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhraseTerm } from '../../src/analysis/parsed-query.ts';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { postingsFile } from '../../src/format/file-names.ts';
import { firstPassagesOf } from '../../src/format/manifest.ts';
import { MAX_FEW } from '../../src/kernel/lexical-kernel.ts';
import { Conditions } from '../../src/retrieval/conditions.ts';
import { type WordCondition, WordJoins } from '../../src/retrieval/word-joins.ts';
import { WasmListJoin } from '../../src/wasm/list-join.ts';
import {
  HOLDINGS,
  impactIn,
  type PositionedCollection,
  type Standing,
  viewPositioned,
} from '../support/positioned-shards.ts';

/** Collections: a thousand in all tests, some of them every day. */
const RUNS = Number(process.env.TEST_RUNS ?? 120);

const WORDS = ['ash', 'bell', 'coal', 'dam', 'elk', 'fog', 'gem', 'hut'];

const collections = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  shards: fc.oneof(
    { weight: 20, arbitrary: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(fc.integer({ min: 15_000, max: 36_000 }), { minLength: 1, maxLength: 2 }) },
  ),
  /** Words of a passage, at most. */
  length: fc.constantFrom(3, 12, 40),
  /** One word of so many is one of the collection. */
  thinning: fc.constantFrom(1, 1, 2, 10, 200),
  words: fc.integer({ min: 1, max: WORDS.length }),
  /** One passage in so many begins behind 250, one behind 65,530, and one has a word three hundred times. */
  wide: fc.constantFrom(1, 20, 1000),
  widest: fc.constantFrom(3, 90, 10_000),
  repeating: fc.constantFrom(5, 70, 10_000),
  passagesPerDocument: fc.constantFrom(1, 3),
  /** One of the words stands in each of the first passages and in no other: whole blocks of entries, or nearly. */
  first: fc.constantFrom(0, 0, 63, 64, 65, 128, 192),
});

type Shape = typeof collections extends fc.Arbitrary<infer Value> ? Value : never;

function makeCollection(shape: Shape): PositionedCollection {
  const next = xorshift32(shape.seed);
  const below = (limit: number) => next() % limit;
  // Some words are common and some are rare, so that lists of every form meet.
  const drawWord = () => Math.floor((below(1 << 20) / (1 << 20)) ** 4 * shape.words);
  const documents: number[] = [];
  const titles: number[] = [];
  const shards = shape.shards.map((passages) =>
    Array.from({ length: passages }, (_, passage): Standing => {
      if (documents.length % shape.passagesPerDocument === 0) titles.push(below(6));
      documents.push(titles.length - 1);
      const standing = new Map<string, number[]>();
      const put = (word: number, position: number) => {
        const positions = standing.get(WORDS[word]) ?? [];
        standing.set(WORDS[word], [...positions, position]);
      };
      let start = below(shape.wide) === 0 ? 250 : 0;
      if (below(shape.widest) === 0) start = 65_530;
      for (let at = 0, length = 1 + below(shape.length); at < length; at++) {
        if (below(shape.thinning) === 0) put(drawWord(), start + at);
      }
      if (shape.first > 0) standing.delete(WORDS[1]);
      if (passage < shape.first) put(1, start + 1);
      if (below(shape.repeating) === 0) {
        const word = WORDS[shape.first > 0 ? 0 : drawWord()];
        standing.set(
          word,
          Array.from({ length: 250 + below(50) }, (_, i) => i),
        );
      }
      return standing;
    }),
  );
  return { shards, documents, titles };
}

const NO_QUERY = { terms: [], words: new Map<string, string>(), text: '', excluded: [] };

const word = fc.nat({ max: WORDS.length - 1 }).map((number) => WORDS[number]);
const phrase = (least: number): fc.Arbitrary<PhraseTerm[]> =>
  fc
    .array(
      fc.record({
        term: fc.oneof({ weight: 30, arbitrary: word }, fc.constant('none')),
        step: fc.constantFrom(1, 1, 1, 2, 0),
      }),
      {
        minLength: least,
        maxLength: 4,
      },
    )
    .map((parts) => {
      let offset = 0;
      return parts.map(({ term, step }, i) => {
        if (i > 0) offset += step;
        return { term, offset };
      });
    });
const conditions: fc.Arbitrary<WordCondition[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('term' as const), term: word }),
    fc.record({ kind: fc.constant('phrase' as const), terms: phrase(2) }),
    fc.record({ kind: fc.constant('phrase' as const), terms: phrase(2) }),
    fc.record({ kind: fc.constant('title' as const), terms: phrase(1) }),
  ),
  { minLength: 1, maxLength: 6 },
);

/** What some draws may miss: many passages, and positions of all widths. */
const EXAMPLES: [Shape, WordCondition[][], [number, number][]][] = [
  [
    {
      seed: 11,
      shards: [15_500, 300],
      length: 3,
      thinning: 1,
      words: 2,
      wide: 20,
      widest: 90,
      repeating: 10_000,
      passagesPerDocument: 1,
      first: 0,
    },
    [
      [{ kind: 'term', term: 'ash' }],
      [
        {
          kind: 'phrase',
          terms: [
            { term: 'ash', offset: 0 },
            { term: 'bell', offset: 1 },
          ],
        },
      ],
    ],
    [[15_490, 20]],
  ],
];

/** Whether a condition holds for a passage, by trying every place. */
function holds(condition: WordCondition, standing: Standing, titleEnd: number): boolean {
  if (condition.kind === 'term') return standing.has(condition.term);
  const { terms } = condition;
  const last = Math.max(...terms.map(({ offset }) => offset));
  const end = condition.kind === 'title' ? titleEnd : Number.POSITIVE_INFINITY;
  return (standing.get(terms[0].term) ?? []).some((position) => {
    const start = position - terms[0].offset;
    return start + last < end && terms.every(({ term, offset }) => standing.get(term)?.includes(start + offset));
  });
}

// promise: kernel/same-integers
describe('words that must occur', () => {
  it('are found where trying every place finds them, in memory, on disk and without a kernel', {
    timeout: 900_000,
  }, () => {
    const seen = { found: 0, wide: 0, large: 0, told: 0, many: 0 };
    fc.assert(
      fc.property(
        collections,
        fc.array(conditions, { minLength: 4, maxLength: 8 }),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 40 })), { minLength: 5, maxLength: 5 }),
        (shape, queries, ranges) => {
          const collection = makeCollection(shape);
          const views = viewPositioned(collection);
          const passages = collection.shards.flat();
          if (shape.widest <= 90) seen.wide++;
          if (passages.length > 10_000) seen.large++;
          for (const { postings, index } of [views.memory, views.disk]) {
            expect(WasmListJoin.open(postings[0], index.postingsMemory[postingsFile(0)])).not.toBeNull();
          }
          const firsts = firstPassagesOf(collection.shards.map(({ length }) => length));
          const inShard = (passage: number) => passage - (firsts.findLast((first) => first <= passage) ?? 0);
          const joins = HOLDINGS.map((holding) => new WordJoins(views[holding]));
          const conditions = new Conditions(views.memory);
          for (const query of queries) {
            const isThere = passages.map((standing, i) =>
              query.every((each) => holds(each, standing, collection.titles[collection.documents[i]])),
            );
            const expected = isThere.flatMap((is, passage) => (is ? [passage] : []));
            seen.found += expected.length;
            // A list while they are few, and a bitmap beyond.
            const admitted = conditions.admit({ ...NO_QUERY, required: query.map((each) => [each]) }, undefined);
            const kept: number[] = [];
            admitted?.forEach((passage) => void kept.push(passage));
            expect(kept).toEqual(expected);
            seen.many += expected.length > MAX_FEW ? 1 : 0;
            for (const each of joins) {
              const found: number[] = [];
              const told: number[] = [];
              const join = each.open(query);
              const terms = join.told ?? [];
              join.forEach((passage, words, at) => {
                found.push(passage);
                told.push(...words.subarray(at, at + terms.length));
              });
              expect(found).toEqual(expected);
              // What a list holds of a passage is told while it is being read.
              expect(told).toEqual(
                expected.flatMap((passage) => terms.map((term) => impactIn(term, inShard(passage)))),
              );
              seen.told += told.length;
              expect(join.most).toBeGreaterThanOrEqual(expected.length);
              for (const [start, count] of ranges) {
                const from = start % passages.length;
                expect(join.hasAny(from, from + count)).toBe(isThere.slice(from, from + count).includes(true));
              }
            }
          }
          for (const each of [...joins, conditions]) each.close();
        },
      ),
      { numRuns: RUNS, examples: EXAMPLES },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });
});
