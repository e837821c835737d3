import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueryVector } from '../../src/kernel/dot-product.ts';
import { BATCH_QUERIES, BATCH_ROWS, KERNEL_ROWS, type VectorKernel } from '../../src/kernel/vector-kernel.ts';

/** Numbers of which the ends of the range are as likely as all between: they are where sums overflow. */
export function extremeValues(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % 5 === 0 ? -128 : state % 5 === 1 ? 127 : (state >>> 24) - 128;
  };
}

/** As plain as it can be, in numbers that do not overflow. */
function plainScore(query: QueryVector, vectors: Int8Array, row: number): number {
  let sum = 0;
  for (const [i, value] of query.entries()) sum += value * vectors[row * query.length + i];
  return sum;
}

/** What every kernel over the vectors of a shard promises. */
export function vectorKernelContract(
  name: string,
  open: (vectors: Int8Array, dimensions: number) => VectorKernel,
  sizes: readonly number[],
): void {
  describe(`the vector kernel ${name}`, () => {
    it.each(sizes)('gives exact scores at %d dimensions, for int8 and for wider queries', (dimensions) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 2 ** 31 }), (rows, seed) => {
          const value = extremeValues(seed);
          const vectors = new Int8Array(rows * dimensions).map(value);
          const kernel = open(vectors, dimensions);
          for (const query of [
            new Int8Array(dimensions).map(value),
            new Int16Array(dimensions).map(() => value() * 64),
          ]) {
            const expected = Array.from({ length: rows }, (_, row) => plainScore(query, vectors, row));
            kernel.setQuery(query);
            expect([...kernel.score(0, rows).subarray(0, rows)]).toEqual(expected);
            const half = rows >> 1;
            expect([...kernel.score(half, rows - half).subarray(0, rows - half)]).toEqual(expected.slice(half));
            const picked = Uint32Array.from({ length: half + 1 }, (_, i) => (i * 7 + seed) % rows);
            expect([...kernel.scoreRows(picked).subarray(0, half + 1)]).toEqual(
              [...picked].map((row) => expected[row]),
            );
          }
        }),
        { numRuns: 60 },
      );
    });

    it.each(sizes)('scores several queries as it scores each alone, at %d dimensions', (dimensions) => {
      const value = extremeValues(dimensions);
      const vectors = new Int8Array(BATCH_ROWS * 2 * dimensions).map(value);
      const kernel = open(vectors, dimensions);
      for (const count of [1, 2, 3, 4, 5, 9, BATCH_QUERIES]) {
        const queries = Array.from({ length: count }, () => new Int8Array(dimensions).map(value));
        kernel.setQueries(queries);
        for (const [start, rows] of [
          [0, BATCH_ROWS],
          [5, 1],
          [3, 63],
        ]) {
          const scores = kernel.scoreBatch(start, rows);
          for (const [i, query] of queries.entries()) {
            const expected = Array.from({ length: rows }, (_, row) => plainScore(query, vectors, start + row));
            expect([...scores.subarray(i * BATCH_ROWS, i * BATCH_ROWS + rows)]).toEqual(expected);
          }
        }
      }
    });

    it('scores as many vectors in one call as it says', () => {
      const [dimensions] = sizes;
      const vectors = new Int8Array(KERNEL_ROWS * dimensions).map(extremeValues(3));
      const kernel = open(vectors, dimensions);
      const query = new Int8Array(dimensions).fill(-128);
      kernel.setQuery(query);
      const expected = Array.from({ length: KERNEL_ROWS }, (_, row) => plainScore(query, vectors, row));
      expect([...kernel.score(0, KERNEL_ROWS)]).toEqual(expected);
      const backwards = Uint32Array.from({ length: KERNEL_ROWS }, (_, i) => KERNEL_ROWS - 1 - i);
      expect([...kernel.scoreRows(backwards)]).toEqual(expected.reverse());
    });
  });
}
