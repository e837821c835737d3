import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ScalarCellSearch } from '../../src/kernel/cell-search.ts';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import { cellArrays, openCellSearch } from '../../src/wasm/cell-search.ts';
import { bytesOfCells, formCellsHere, placeCells } from '../support/cell-subject.ts';
import { makeVectors } from '../support/graph-vectors.ts';

/** The number of runs is what takes time: a memory a run. */
const RUNS = 40;

it('any cells are the scalar twin’s, and give with every reach what it gives, in the total order', async () => {
  const parameters = fc.record({
    passages: fc.integer({ min: 1, max: 700 }),
    dimensions: fc.constantFrom(16, 48, 64),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    parts: fc.integer({ min: 1, max: 4 }),
    isWide: fc.boolean(),
    probes: fc.integer({ min: 1, max: 200 }),
    patience: fc.integer({ min: 1, max: 20 }),
    candidates: fc.integer({ min: 1, max: 800 }),
    nearest: fc.integer({ min: 1, max: 800 }),
  });
  await fc.assert(
    fc.asyncProperty(parameters, async ({ passages, dimensions, seed, parts, isWide, ...reach }) => {
      const vectors = makeVectors(passages, dimensions, seed);
      const { sections } = await formCellsHere(vectors, dimensions, true);
      const scalar = await formCellsHere(vectors, dimensions, false, parts);
      const other = bytesOfCells(scalar.sections);
      expect(bytesOfCells(sections).every((bytes, i) => bytes.equals(other[i]))).toBe(true);
      const { memory, rows, sections: inPlace } = placeCells(vectors, sections, dimensions);
      const arrays = cellArrays(inPlace, rows, dimensions);
      const narrow = makeVectors(1, dimensions, seed + 1);
      const query = isWide ? Int16Array.from(narrow, (value) => value * 64) : narrow;
      const [one, twin] = [openCellSearch(arrays, memory), new ScalarCellSearch(arrays)].map((search) => {
        const { count, numbers, scores } = search.search(query, reach);
        return { numbers: [...numbers.subarray(0, count)], scores: [...scores.subarray(0, count)] };
      });
      expect(one).toEqual(twin);
      expect(one.scores).toEqual(one.numbers.map((number) => dotProduct(query, vectors, number * dimensions)));
      expect(one.numbers.length).toBeLessThanOrEqual(Math.min(reach.candidates, reach.nearest, passages));
    }),
    { numRuns: RUNS },
  );
});
