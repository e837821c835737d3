import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xorshift32 } from '../../src/evaluation/xorshift.ts';
import { GAP_FORMS, type ListForm, PACKED_FORM } from '../../src/format/frequent-list.ts';
import { MAX_FEW } from '../../src/kernel/lexical-kernel.ts';
import { WindowScan } from '../../src/kernel/window-scan.ts';
import { Bitmap } from '../../src/retrieval/bitmap.ts';
import { Bm25Retriever } from '../../src/retrieval/bm25-retriever.ts';
import { FoundPassages } from '../../src/retrieval/found-passages.ts';
import type { LexicalIndex } from '../../src/retrieval/lexical-index.ts';
import { openLexicalKernel } from '../../src/wasm/window-scan.ts';
import { fits } from '../support/encode-list.ts';
import { ExhaustiveScorer } from '../support/exhaustive-scorer.ts';
import { makeShard, type TestList, type TestShard } from '../support/make-shard.ts';

/** A small fixed generator, so that an index of tens of thousands of postings costs one number to describe. */
function randomNumbers(seed: number): () => number {
  const next = xorshift32(seed | 1);
  return () => next() / 2 ** 32;
}

interface IndexShape {
  readonly seed: number;
  /** Passages of each shard. */
  readonly shards: readonly number[];
  /** Share of the passages that hold each term. */
  readonly densities: readonly number[];
  /** Few distinct impacts force ties. */
  readonly largestImpact: number;
  readonly passagesPerDocument: number;
  /** How each list is written, where its impacts fit. */
  readonly forms: readonly ListForm[];
}

interface MadeIndex {
  readonly index: LexicalIndex;
  readonly made: readonly TestShard[];
  /** Of each term its impact in each passage of the collection. */
  readonly held: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

function makeIndex(shape: IndexShape): MadeIndex {
  const random = randomNumbers(shape.seed);
  const firstPassages: number[] = [];
  const held = new Map<string, Map<number, number>>();
  let total = 0;
  const made = shape.shards.map((passages) => {
    const first = total;
    firstPassages.push(first);
    total += passages;
    const lists: TestList[] = [];
    for (const [i, density] of shape.densities.entries()) {
      const numbers: number[] = [];
      const impacts: number[] = [];
      // Gaps rather than a coin a passage: cost follows the postings.
      const mean = 1 / density;
      for (
        let passage = Math.floor(random() * mean);
        passage < passages;
        passage += 1 + Math.floor(random() * 2 * mean)
      ) {
        numbers.push(passage);
        impacts.push(1 + Math.floor(random() * shape.largestImpact));
      }
      if (numbers.length > 0) lists.push({ term: `t${i}`, passages: numbers, impacts });
      const ofTerm = held.get(`t${i}`) ?? new Map<number, number>();
      for (const [at, number] of numbers.entries()) ofTerm.set(first + number, impacts[at]);
      held.set(`t${i}`, ofTerm);
    }
    return makeShard(passages, lists, (list) => {
      const form = shape.forms[list % shape.forms.length];
      return fits(form, lists[list].impacts) ? form : PACKED_FORM;
    });
  });
  const documents = Uint32Array.from({ length: total }, (_, passage) =>
    Math.floor(passage / shape.passagesPerDocument),
  );
  const shards = made.map(({ shard }) => shard);
  return {
    index: { shards, firstPassages, documents, isOnePassageEach: shape.passagesPerDocument === 1 },
    made,
    held,
  };
}

const shapes = fc.record<IndexShape>({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  shards: fc.array(fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 60_000 })), {
    minLength: 1,
    maxLength: 2,
  }),
  densities: fc.array(fc.constantFrom(0.9, 0.3, 0.05, 0.01, 0.001, 0.0001), { minLength: 1, maxLength: 6 }),
  largestImpact: fc.constantFrom(1, 2, 5, 12, 1000, 65_535),
  passagesPerDocument: fc.constantFrom(1, 1, 3, 40),
  forms: fc.array(fc.constantFrom(PACKED_FORM, ...GAP_FORMS), { minLength: 1, maxLength: 4 }),
});

const queries = fc.uniqueArray(
  fc.record({
    term: fc.integer({ min: 0, max: 6 }).map((i) => `t${i}`),
    weight: fc.constantFrom(1, 1, 2, 255),
    shift: fc.constantFrom(undefined, undefined, 3, 3, 15),
  }),
  { selector: ({ term }) => term, minLength: 1, maxLength: 6 },
);

const options = fc.record({
  depth: fc.constantFrom(1, 2, 10, 11, 100, 101, 1000),
  unit: fc.constantFrom('document' as const, 'passage' as const),
  /** Every n-th passage is admitted; 0 for no filter. */
  admits: fc.constantFrom(0, 0, 1, 2, 7, 30, 997),
});

const tunings = fc.record({
  weakEighths: fc.constantFrom(0, 2, 3, 6, 8),
  sparseFactor: fc.constantFrom(0, 1, 14, 1_000_000),
  fewFactor: fc.constantFrom(0, 1, 32, 1_000_000),
  lookUpFactor: fc.constantFrom(0, 0, 1, 64, 100_000),
});

// promise: rank/shortcut-free
// promise: kernel/same-integers
describe('the BM25 retriever, by its scalar and its WebAssembly kernel', () => {
  it('ranks passages that a join has found, and of which it tells some impacts, as it ranks them by a bitmap', {
    timeout: 300_000,
  }, () => {
    const seen = { known: 0, asked: 0 };
    fc.assert(
      fc.property(
        shapes,
        queries,
        options,
        fc.nat({ max: 7 }),
        fc.constantFrom(1, 7, 300, 997, 20_000),
        (shape, terms, { depth, unit }, toldTerms, apart) => {
          const { index, made, held } = makeIndex(shape);
          const accept = new Bitmap(index.documents.length);
          const passages: number[] = [];
          for (let i = 0; i < accept.size && passages.length < MAX_FEW; i += apart) {
            accept.add(i);
            passages.push(i);
          }
          const told = terms.slice(0, toldTerms).map(({ term }) => term);
          const impacts = passages.flatMap((passage) => told.map((term) => held.get(term)?.get(passage) ?? 0));
          const found = new FoundPassages(accept.size, passages, told, impacts);
          const query = { terms, vector: null };
          const expected = new ExhaustiveScorer(index).retrieve(query, { depth, unit, accept });
          const compiled = made.map(({ shard, memory }) => openLexicalKernel(shard, memory));
          for (const kernels of [compiled, index.shards.map((shard) => new WindowScan(shard))]) {
            const retriever = new Bm25Retriever(index, kernels);
            expect(retriever.retrieve(query, { depth, unit, accept: found })).toEqual(expected);
            expect(retriever.retrieve(query, { depth, unit, accept: found })).toEqual(expected);
          }
          seen[told.length < terms.length ? 'asked' : 'known'] += expected.scores.length;
        },
      ),
      { numRuns: Number(process.env.TEST_RUNS ?? 300) },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
  });

  it('ranks exactly as scoring every posting does, ties included, on generated indexes', {
    timeout: 300_000,
  }, () => {
    fc.assert(
      fc.property(shapes, queries, options, tunings, (shape, terms, { admits, ...rest }, tuning) => {
        const { index, made } = makeIndex(shape);
        const accept = admits === 0 ? null : new Bitmap(index.documents.length);
        if (accept !== null) for (let i = 0; i < accept.size; i += admits) accept.add(i);
        const call = { ...rest, accept };
        const query = { terms, vector: null };
        const compiled = made.map(({ shard, memory }) => openLexicalKernel(shard, memory, tuning));
        for (const kernel of compiled) expect(kernel).not.toBeInstanceOf(WindowScan);
        const expected = new ExhaustiveScorer(index).retrieve(query, call);
        for (const kernels of [compiled, index.shards.map((shard) => new WindowScan(shard, tuning))]) {
          const retriever = new Bm25Retriever(index, kernels);
          expect(retriever.retrieve(query, call)).toEqual(expected);
          // Sums left behind by one query would be found by the next.
          expect(retriever.retrieve(query, call)).toEqual(expected);
        }
      }),
      { numRuns: Number(process.env.TEST_RUNS ?? 300) },
    );
  });
});
