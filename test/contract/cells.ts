import { beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_PASSAGES, type CellSections, NO_PASSAGE } from '../../src/format/cells.ts';
import type { CellReach, CellSearch } from '../../src/kernel/cell-search.ts';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import { makeVectors } from '../support/graph-vectors.ts';

export interface CellSubject {
  readonly sections: CellSections;
  readonly search: CellSearch;
}

/**
 * What search in cells and their building promise, in WebAssembly and in plain code.
 *
 * @param build parts vectors into cells
 */
export function cellContract(
  name: string,
  build: (vectors: Int8Array, dimensions: number) => Promise<CellSubject>,
): void {
  describe(`the cells ${name}`, () => {
    const passages = 1_300;
    const dimensions = 32;
    const vectors = makeVectors(passages, dimensions, 5);
    const whole: CellReach = { probes: 8192, patience: 8192, candidates: passages, nearest: passages };
    let subject: CellSubject;
    beforeAll(async () => {
      subject = await build(vectors, dimensions);
    });

    const scoreOf = (query: Int8Array, number: number) => dotProduct(query, vectors, number * dimensions);
    const exact = (query: Int8Array, depth: number): number[] =>
      Array.from({ length: passages }, (_, number) => ({ number, score: scoreOf(query, number) }))
        .sort((a, b) => b.score - a.score || a.number - b.number)
        .slice(0, depth)
        .map(({ number }) => number);
    const found = (query: Int8Array, reach: CellReach): number[] => {
      const { count, numbers } = subject.search.search(query, reach);
      return [...numbers.subarray(0, count)];
    };
    const queries = Array.from({ length: 40 }, (_, i) => makeVectors(1, dimensions, 900 + i));

    it('find what comparing every vector finds, when all cells are looked into and every passage is compared', () => {
      for (const query of queries) expect(found(query, whole)).toEqual(exact(query, passages));
    });

    it('find nearly all of the ten nearest when the codes let one passage in six through', () => {
      let right = 0;
      for (const query of queries) {
        const nearest = new Set(exact(query, 10));
        const hits = found(query, { probes: 8192, patience: 8192, candidates: 220, nearest: 10 });
        right += hits.filter((number) => nearest.has(number)).length;
      }
      expect(right / (queries.length * 10)).toBeGreaterThanOrEqual(0.97);
    });

    it('find less in fewer cells, and of those what comparing all in them finds', () => {
      const { starts, passages: places, centres } = subject.sections;
      for (const query of queries.slice(0, 12)) {
        const byScore = Array.from({ length: starts.length - 1 }, (_, cell) => cell).sort(
          (a, b) => dotProduct(query, centres, b * dimensions) - dotProduct(query, centres, a * dimensions) || a - b,
        );
        const looked = new Set(
          byScore
            .slice(0, 7)
            .flatMap((cell) => [...places.subarray(starts[cell] * BLOCK_PASSAGES, starts[cell + 1] * BLOCK_PASSAGES)]),
        );
        const expected = exact(query, passages).filter((number) => looked.has(number));
        expect(found(query, { ...whole, probes: 7 })).toEqual(expected);
      }
    });

    it('give exact scores in the total order, and no passage twice', () => {
      for (const query of queries) {
        const { count, numbers, scores } = subject.search.search(query, {
          probes: 9,
          patience: 9,
          candidates: 64,
          nearest: 50,
        });
        expect(count).toBe(50);
        expect([...scores.subarray(0, count)]).toEqual(
          [...numbers.subarray(0, count)].map((each) => scoreOf(query, each)),
        );
        for (let i = 1; i < count; i++) {
          const isInOrder = scores[i - 1] > scores[i] || (scores[i - 1] === scores[i] && numbers[i - 1] < numbers[i]);
          expect(isInOrder).toBe(true);
        }
      }
    });

    it('answer a query equally, whatever was asked before, and the shorter list is the beginning of the longer', () => {
      for (const nearest of [1, 2, 3, 10, 100]) {
        const reach = { probes: 12, patience: 12, candidates: 100, nearest };
        const first = queries.map((query) => found(query, reach));
        found(queries[0], whole);
        expect(queries.map((query) => found(query, reach))).toEqual(first);
        const all = queries.map((query) => found(query, { ...reach, nearest: 100 }).slice(0, nearest));
        expect(first).toEqual(all);
      }
    });

    it('name the passages that they would compare, each once, and find the best of those', () => {
      for (const query of queries) {
        const reach = { probes: 8192, patience: 8192, candidates: 60, nearest: 60 };
        const selected = [...subject.search.select(query, reach)];
        expect(selected).toHaveLength(60);
        expect(new Set(found(query, reach))).toEqual(new Set(selected));
      }
    });

    it('take queries of 16 bits, of zeros and of extremes', () => {
      for (const value of [0, -127, 127, 8191, -8191]) {
        const query = new Int16Array(dimensions).fill(value);
        const { count, numbers, scores } = subject.search.search(query, whole);
        const expected = Array.from({ length: passages }, (_, number) => number).sort(
          (a, b) => dotProduct(query, vectors, b * dimensions) - dotProduct(query, vectors, a * dimensions) || a - b,
        );
        expect(count).toBe(passages);
        expect([...numbers.subarray(0, count)]).toEqual(expected);
        expect([...scores.subarray(0, count)]).toEqual(
          expected.map((each) => dotProduct(query, vectors, each * dimensions)),
        );
      }
    });

    it('hold every passage once, those of a cell ascending and without a gap', () => {
      const { starts, passages: places } = subject.sections;
      const used = [...places].filter((place) => place !== NO_PASSAGE);
      expect(used.slice().sort((a, b) => a - b)).toEqual(Array.from({ length: passages }, (_, i) => i));
      for (let cell = 0; cell < starts.length - 1; cell++) {
        const of = places.subarray(starts[cell] * BLOCK_PASSAGES, starts[cell + 1] * BLOCK_PASSAGES);
        expect([...of]).toEqual([...of].sort((a, b) => a - b));
      }
    });

    it('hold collections of one vector, of two, of equal ones and of zeros', async () => {
      for (const [count, value] of [
        [1, 3],
        [2, 5],
        [90, 7],
        [90, 0],
      ]) {
        const { search } = await build(new Int8Array(count * 16).fill(value), 16);
        const { count: held, numbers } = search.search(new Int8Array(16).fill(1), {
          ...whole,
          candidates: 200,
          nearest: 200,
        });
        expect([...numbers.subarray(0, held)]).toEqual(Array.from({ length: count }, (_, i) => i));
      }
    });
  });
}
