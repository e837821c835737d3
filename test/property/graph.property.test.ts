import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import { batchEnd } from '../../src/kernel/graph-plan.ts';
import { openGraphBuilder } from '../../src/wasm/graph-building.ts';
import { counterOf, createGraphSpace, viewGraph } from '../../src/wasm/graph-space.ts';
import { makeVectors } from '../support/graph-vectors.ts';

it('any graph finds exactly the nearest when every node may stay a candidate, and is the scalar twin’s graph', () => {
  const parameters = fc.record({
    nodes: fc.integer({ min: 1, max: 260 }),
    dimensions: fc.constantFrom(16, 32, 80),
    m: fc.integer({ min: 6, max: 32 }),
    efConstruction: fc.integer({ min: 40, max: 120 }),
    parts: fc.integer({ min: 1, max: 5 }),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  });
  fc.assert(
    fc.property(parameters, ({ nodes, dimensions, m, efConstruction, parts, seed }) => {
      const vectors = makeVectors(nodes, dimensions, seed);
      const [wasm, scalar] = [true, false].map((useKernel) => {
        const space = createGraphSpace(nodes, dimensions, 1, useKernel);
        viewGraph(space).vectors.set(vectors);
        expect(space.memory !== null).toBe(useKernel);
        const building = openGraphBuilder(space, { m, efConstruction }, 0);
        for (let start = 1; start < nodes; ) {
          const end = batchEnd(start, nodes);
          counterOf(space)[0] = start;
          building.findNeighbours(end);
          for (let part = 0; part < parts; part++) building.linkBack(start, end, part, parts);
          start = end;
        }
        return { building, graph: viewGraph(space) };
      });
      expect(compareLinks(scalar.graph.lowLinks, wasm.graph.lowLinks)).toBe(0);
      expect([...wasm.graph.highLinks]).toEqual([...scalar.graph.highLinks]);
      const query = makeVectors(1, dimensions, seed + 1);
      const expected = Array.from({ length: nodes }, (_, number) => number).sort(
        (a, b) => dotProduct(query, vectors, b * dimensions) - dotProduct(query, vectors, a * dimensions) || a - b,
      );
      const { count, numbers } = wasm.building.search(query, 300);
      // What no link leads to cannot be found. Of what is found, nothing is out of place.
      const found = new Set(numbers.subarray(0, count));
      expect([...numbers.subarray(0, count)]).toEqual(expected.filter((number) => found.has(number)));
      expect(count).toBeGreaterThanOrEqual(Math.floor(nodes * 0.97));
    }),
    { numRuns: 60 },
  );
});

function compareLinks(left: Uint32Array, right: Uint32Array): number {
  const bytes = [left, right].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return Buffer.compare(bytes[0], bytes[1]);
}
