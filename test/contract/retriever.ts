import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Bitmap } from '../../src/retrieval/bitmap.ts';
import type { Ranking, RetrieveOptions, Retriever, RetrieverQuery } from '../../src/retrieval/retriever.ts';

export interface RetrieverSubject {
  readonly retriever: Retriever;
  /** Document of each passage. */
  readonly documents: Uint32Array;
  /** Queries with terms of the collection and vectors that say something. Some must make ties. */
  readonly queries: readonly RetrieverQuery[];
}

export interface RetrieverContractOptions {
  readonly leg: Retriever['leg'];
  /** False for an approximate retriever: what it overlooks among the nearest stands behind them, in the order of all others. */
  readonly isExact: boolean;
  /** True for one that explains its own scores, false where the impacts stored in our postings do. */
  readonly explains?: boolean;
}

interface Hit {
  readonly passage: number;
  readonly score: number;
}

const EVERY_PASSAGE = { unit: 'passage', accept: null } as const;
const EVERY_DOCUMENT = { unit: 'document', accept: null } as const;

/** What every retriever promises, whatever it computes. */
export function retrieverContract(
  name: string,
  setup: () => RetrieverSubject | Promise<RetrieverSubject>,
  { leg, isExact, explains = false }: RetrieverContractOptions,
): void {
  describe(`the retriever ${name}`, () => {
    let retriever: Retriever;
    let documents: Uint32Array;
    let queries: readonly RetrieverQuery[];
    beforeAll(async () => {
      ({ retriever, documents, queries } = await setup());
    });

    const retrieve = (query: RetrieverQuery, options: Partial<RetrieveOptions> = {}): Hit[] =>
      toHits(retriever.retrieve(query, { ...EVERY_PASSAGE, depth: documents.length, ...options }));
    const zeros = (): RetrieverQuery => ({ terms: [], vector: new Int8Array(queries[0].vector?.length ?? 8) });
    const everyNth = (step: number): Bitmap => {
      const accept = new Bitmap(documents.length);
      for (let passage = 0; passage < documents.length; passage += step) accept.add(passage);
      return accept;
    };

    it('names its leg', () => {
      expect(retriever.leg).toBe(leg);
      expect(retriever.impacts !== undefined).toBe(explains);
    });

    it('finds nothing for a query that says nothing', () => {
      for (const unit of ['passage', 'document'] as const) {
        expect(retrieve(zeros(), { unit })).toEqual([]);
        expect(retrieve({ terms: [], vector: null }, { unit })).toEqual([]);
      }
    });

    it('ranks by integer scores, then by passage number, ties among them, in one part or two', () => {
      let ties = 0;
      for (const query of queries) {
        const hits = retrieve(query);
        expect(hits.length).toBeGreaterThan(1);
        const isSound = ({ passage, score }: Hit) => Number.isSafeInteger(score) && passage < documents.length;
        expect(hits.filter((hit) => !isSound(hit))).toEqual([]);
        let parts = 1;
        for (let i = 1; i < hits.length; i++) {
          if (hits[i - 1].score === hits[i].score) ties++;
          if (compareHits(hits[i - 1], hits[i]) >= 0) parts++;
        }
        expect(parts).toBeLessThanOrEqual(isExact ? 1 : 2);
      }
      expect(ties).toBeGreaterThan(queries.length);
    });

    it('names no passage twice, and no document twice when documents are asked for', () => {
      for (const query of queries) {
        const passages = retrieve(query).map(({ passage }) => passage);
        expect(new Set(passages).size).toBe(passages.length);
        const found = retrieve(query, EVERY_DOCUMENT).map(({ passage }) => documents[passage]);
        expect(new Set(found).size).toBe(found.length);
      }
    });

    it('gives a prefix of a deeper ranking, at every depth', () => {
      for (const query of queries) {
        for (const unit of ['passage', 'document'] as const) {
          const whole = retrieve(query, { unit });
          for (const depth of [1, 2, 3, 10, 11, 100, 101, 399, 400, 401, 799, 801, documents.length - 1]) {
            expectHits(retrieve(query, { unit, depth }), whole.slice(0, depth));
          }
        }
      }
    });

    it('gives all that there is when asked for more', () => {
      for (const unit of ['passage', 'document'] as const) {
        expect(retrieve(queries[0], { unit, depth: 10_000 })).toEqual(retrieve(queries[0], { unit }));
      }
    });

    it('ranks each document by its best passage', () => {
      for (const query of queries) {
        expectHits(retrieve(query, EVERY_DOCUMENT), bestOfEach(retrieve(query), documents));
      }
    });

    it('ranks only what a filter admits, in the order of the whole ranking', () => {
      for (const query of queries.slice(0, 8)) {
        const whole = retrieve(query);
        for (const step of [1, 2, 9, 101]) {
          const accept = everyNth(step);
          const kept = whole.filter(({ passage }) => accept.has(passage));
          const hits = retrieve(query, { accept });
          // A narrow filter is answered exactly, by every retriever.
          expectHits(hits, step < 4 ? kept : kept.sort(compareHits));
          expect(hits.every(({ passage }) => accept.has(passage))).toBe(true);
          expect(retrieve(query, { accept, depth: 5 })).toEqual(hits.slice(0, 5));
          expectHits(retrieve(query, { accept, unit: 'document' }), bestOfEach(hits, documents));
        }
        expect(retrieve(query, { accept: new Bitmap(documents.length) })).toEqual([]);
      }
    });

    it('answers equal calls equally, whatever was asked between them', () => {
      const first = queries.map((query) => retrieve(query, { depth: 20 }));
      for (const query of queries) retrieve(query, { unit: 'document', accept: everyNth(3) });
      const reversed = [...queries].reverse().map((query) => retrieve(query, { depth: 20 }));
      expect(reversed.reverse()).toEqual(first);
    });

    it('looks at the deadline, gives up when that throws, and answers the next query as before', () => {
      const query = queries[1];
      const before = retrieve(query);
      let calls = 0;
      expect(
        retrieve(query, {
          checkpoint: () => {
            calls++;
          },
        }),
      ).toEqual(before);
      expect(calls).toBeGreaterThan(0);
      const late = new Error('too late');
      for (let allowed = 0; allowed < calls; allowed++) {
        let left = allowed;
        const checkpoint = () => {
          if (left-- === 0) throw late;
        };
        expect(() => retrieve(query, { checkpoint })).toThrow(late);
        expectHits(retrieve(query), before);
      }
    });

    it('takes no notice of the other form of the query', () => {
      for (const { terms, vector } of queries.slice(0, 5)) {
        const alone = leg === 'bm25' ? { terms, vector: null } : { terms: [], vector };
        expectHits(retrieve(alone), retrieve({ terms, vector }));
      }
    });

    if (leg === 'bm25') {
      it('takes no notice of unknown terms, also of such as objects inherit', () => {
        const unknown = ['zzzunknown', 'constructor', '__proto__', 'toString', '0', ''].map((term) => ({
          term,
          weight: 1,
        }));
        expect(retrieve({ terms: unknown, vector: null })).toEqual([]);
        for (const { terms } of queries) {
          const mixed = { terms: [...unknown, ...terms], vector: null };
          expectHits(retrieve(mixed), retrieve({ terms, vector: null }));
        }
      });

      it('multiplies what a term adds by its weight, 1 to 255, and adds terms up exactly', () => {
        for (const { terms } of queries) {
          const sums = new Map<number, number>();
          for (const [i, { term }] of terms.entries()) {
            const weight = [1, 2, 255][i % 3];
            const once = retrieve({ terms: [{ term, weight: 1 }], vector: null });
            const often = retrieve({ terms: [{ term, weight }], vector: null });
            const expected = once.map(({ passage, score }) => ({ passage, score: score * weight }));
            expectHits(often, expected);
            for (const { passage, score } of often) sums.set(passage, (sums.get(passage) ?? 0) + score);
          }
          const weighted = terms.map(({ term }, i) => ({ term, weight: [1, 2, 255][i % 3] }));
          const hits = retrieve({ terms: weighted, vector: null });
          expect(new Map(hits.map(({ passage, score }) => [passage, score]))).toEqual(sums);
        }
      });
    }

    if (leg === 'bm25') {
      it('shifts what a term adds, and finds nothing where nothing is left of it', () => {
        for (const { terms } of queries) {
          for (const { term } of terms) {
            const full = retrieve({ terms: [{ term, weight: 1 }], vector: null });
            const shifted = retrieve({ terms: [{ term, weight: 2, shift: 3 }], vector: null });
            const expected = full.map(({ passage, score }) => ({ passage, score: (score >> 3) * 2 }));
            expectHits(shifted, expected.filter(({ score }) => score > 0).sort(compareHits));
          }
          const mixed = terms.map(({ term }, i) => ({ term, weight: 1, ...(i % 2 === 1 && { shift: 3 }) }));
          const alone = mixed.map((term) => retrieve({ terms: [term], vector: null }));
          const sums = new Map<number, number>();
          for (const { passage, score } of alone.flat()) sums.set(passage, (sums.get(passage) ?? 0) + score);
          const hits = retrieve({ terms: mixed, vector: null });
          expect(new Map(hits.map(({ passage, score }) => [passage, score]))).toEqual(sums);
        }
      });

      it('has a reach for every term: that of its best passage, and for an unknown one the largest of all', () => {
        if (retriever.reachOf === undefined) return;
        const terms = [...new Set(queries.flatMap((query) => query.terms.map(({ term }) => term)))];
        const reaches = retriever.reachOf([...terms, 'zzzunknown', '__proto__']);
        for (const [i, term] of terms.entries()) {
          const [best] = retrieve({ terms: [{ term, weight: 1 }], vector: null }, { depth: 1 });
          if (best === undefined) expect(reaches[i].isHeld).toBe(false);
          else expect(reaches[i]).toEqual({ isHeld: true, impact: best.score });
        }
        for (const { isHeld, impact } of reaches.slice(-2)) {
          expect(isHeld).toBe(false);
          for (const reach of reaches) expect(impact).toBeGreaterThanOrEqual(reach.impact);
        }
      });
    }

    if (explains) {
      it('explains a score by impacts that add up to it', () => {
        for (const { terms } of queries) {
          for (const { passage, score } of retrieve({ terms, vector: null }, { depth: 20 })) {
            const impacts = retriever.impacts?.(passage, terms) ?? [];
            expect(impacts.reduce((sum, impact, i) => sum + impact * terms[i].weight, 0)).toBe(score);
          }
        }
      });
    }

    if (leg === 'dense') {
      // promise: serve/alone
      it('answers what was prepared in a batch as it answers it alone, also when the preparing was given up', () => {
        expect(retriever.prepare).toBeTypeOf('function');
        const asked = fc.record({
          query: fc.integer({ min: -1, max: queries.length - 1 }),
          depth: fc.constantFrom(1, 10, 100, 1000),
          preparedDepth: fc.constantFrom(null, 1, 10, 100, 1000),
          unit: fc.constantFrom('passage' as const, 'document' as const),
          preparedUnit: fc.constantFrom('passage' as const, 'document' as const),
          step: fc.constantFrom(null, null, 1, 3),
          isExact: fc.constantFrom(true, true, false),
        });
        const batches = fc.array(asked, { minLength: 1, maxLength: 22 });
        fc.assert(
          fc.property(batches, fc.option(fc.nat(40)), (all, allowed) => {
            const prepared = all.map((each) => {
              const vector = (each.query < 0 ? zeros().vector : queries[each.query].vector) as Int8Array;
              const accept = each.step === null ? null : everyNth(each.step);
              const { depth, unit, isExact } = each;
              return {
                ...each,
                vector: vector.slice(),
                alone: vector.slice(),
                options: { depth, unit, accept, isExact },
              };
            });
            const awaited = prepared.flatMap(({ vector, preparedDepth, preparedUnit, isExact }) =>
              preparedDepth === null ? [] : { vector, depth: preparedDepth, unit: preparedUnit, isExact },
            );
            let left = allowed ?? Number.POSITIVE_INFINITY;
            const late = new Error('too late');
            try {
              retriever.prepare?.(awaited, () => {
                if (left-- === 0) throw late;
              });
            } catch (error) {
              expect(error).toBe(late);
            }
            for (const { vector, alone, options } of prepared) {
              const expected = toHits(retriever.retrieve({ terms: [], vector: alone }, options));
              expectHits(toHits(retriever.retrieve({ terms: [], vector }, options)), expected);
            }
          }),
          { numRuns: 40 },
        );
      });

      it('ranks every passage', () => {
        for (const query of queries) expect(retrieve(query)).toHaveLength(documents.length);
      });
    }
  });
}

/** The total order. */
function compareHits(a: Hit, b: Hit): number {
  return b.score - a.score || a.passage - b.passage;
}

/** The same as `toEqual`, which takes longer to compare thousands of hits than a retriever takes to find them. */
function expectHits(hits: readonly Hit[], expected: readonly Hit[]): void {
  const isSame = ({ passage, score }: Hit, i: number) =>
    passage === expected[i].passage && Object.is(score, expected[i].score);
  if (hits.length !== expected.length || !hits.every(isSame)) expect(hits).toEqual(expected);
}

function toHits({ passages, scores }: Ranking): Hit[] {
  expect(passages.length).toBe(scores.length);
  return Array.from(passages, (passage, i) => ({ passage, score: scores[i] }));
}

function bestOfEach(hits: readonly Hit[], documents: Uint32Array): Hit[] {
  const seen = new Set<number>();
  return hits.filter(({ passage }) => {
    const isFirst = !seen.has(documents[passage]);
    seen.add(documents[passage]);
    return isFirst;
  });
}
