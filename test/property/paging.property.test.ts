import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import { Bitmap } from '../../src/retrieval/bitmap.ts';
import type { Ranking, RetrieveOptions, Retriever } from '../../src/retrieval/retriever.ts';
import { openGraphIndex } from '../support/graph-index.ts';

const DIMENSIONS = 16;
const vector = fc.int8Array({ minLength: DIMENSIONS, maxLength: DIMENSIONS });

interface Hit {
  readonly passage: number;
  readonly score: number;
}

interface Collection {
  readonly distinct: readonly Int8Array[];
  /** Passages of each shard. */
  readonly shards: readonly number[];
  readonly passagesEach: number;
  readonly ef: number;
  readonly nearest: number;
  readonly seed: number;
}

/** Few vectors for many passages, so that nearly all scores tie, and walks that keep and list few of them. */
const collections: fc.Arbitrary<Collection> = fc.record({
  distinct: fc.array(vector, { minLength: 1, maxLength: 6 }),
  shards: fc.array(fc.integer({ min: 1, max: 110 }), { minLength: 1, maxLength: 3 }),
  passagesEach: fc.integer({ min: 1, max: 5 }),
  ef: fc.integer({ min: 1, max: 40 }),
  nearest: fc.integer({ min: 1, max: 40 }),
  seed: fc.nat(),
});

const requests = fc.record({
  query: vector.filter((values) => values.some((value) => value !== 0)),
  unit: fc.constantFrom('passage' as const, 'document' as const),
  /** Every so manieth passage is admitted; null for no filter. */
  step: fc.constantFrom(null, 1, 2, 3, 5),
  pages: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
});

function makeIndex({ distinct, shards, passagesEach, seed, ...walk }: Collection) {
  const passages = shards.reduce((sum, each) => sum + each, 0);
  const vectors = new Int8Array(passages * DIMENSIONS);
  for (let passage = 0; passage < passages; passage++) {
    const hash = Math.imul(passage + 1, 2 * seed + 1) >>> 7;
    vectors.set(distinct[hash % distinct.length], passage * DIMENSIONS);
  }
  const documents = Uint32Array.from({ length: passages }, (_, passage) => Math.floor(passage / passagesEach));
  return { vectors, documents, ...openGraphIndex({ vectors, dimensions: DIMENSIONS, shards, documents, ...walk }) };
}

/** What pages of these sizes show one after the other, the sizes over again, until one is empty. */
function readPages(rank: (depth: number) => Hit[], sizes: readonly number[]): Hit[] {
  const shown: Hit[] = [];
  for (let page = 0; ; page++) {
    const hits = rank(shown.length + sizes[page % sizes.length]).slice(shown.length);
    if (hits.length === 0) return shown;
    shown.push(...hits);
  }
}

function countParts(hits: readonly Hit[]): number {
  let parts = hits.length === 0 ? 0 : 1;
  for (let i = 1; i < hits.length; i++) {
    const [before, hit] = [hits[i - 1], hits[i]];
    if (before.score < hit.score || (before.score === hit.score && before.passage > hit.passage)) parts++;
  }
  return parts;
}

const toHits = ({ passages, scores }: Ranking): Hit[] =>
  Array.from(passages, (passage, i) => ({ passage, score: scores[i] }));

// promise: rank/every-page
it('pages of any sizes show everything that is admitted once, ties and all, as one deep request does', () => {
  fc.assert(
    fc.property(collections, fc.array(requests, { minLength: 1, maxLength: 4 }), (collection, asked) => {
      const { vectors, documents, exact, graph } = makeIndex(collection);
      for (const { query, unit, step, pages } of asked) {
        const admitted = [...documents.keys()].filter((passage) => step === null || passage % step === 0);
        const accept = step === null ? null : new Bitmap(documents.length);
        for (const passage of admitted) accept?.add(passage);
        const itemOf = (passage: number) => (unit === 'document' ? documents[passage] : passage);
        const items = [...new Set(admitted.map(itemOf))].sort((a, b) => a - b);
        const rankings = ([exact, graph] as Retriever[]).map((retriever) => {
          const options = { unit, accept } satisfies Partial<RetrieveOptions>;
          const rank = (depth: number) =>
            toHits(retriever.retrieve({ terms: [], vector: query }, { ...options, depth }));
          const deep = rank(documents.length + 1);
          expect(readPages(rank, pages)).toEqual(deep);
          expect(deep.map(({ passage }) => itemOf(passage)).sort((a, b) => a - b)).toEqual(items);
          for (const { passage, score } of deep) expect(score).toBe(dotProduct(query, vectors, passage * DIMENSIONS));
          return deep;
        });
        const [whole, listed] = rankings;
        expect(countParts(whole)).toBeLessThanOrEqual(1);
        expect(countParts(listed)).toBeLessThanOrEqual(2);
        // Behind what a walk can list, everything stands as an exact ranking has it.
        const head = new Set(listed.slice(0, collection.nearest).map(({ passage }) => itemOf(passage)));
        expect(listed.slice(collection.nearest)).toEqual(whole.filter(({ passage }) => !head.has(itemOf(passage))));
      }
    }),
    { numRuns: 60 },
  );
});
