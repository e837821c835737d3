import { beforeAll, describe, expect, it } from 'vitest';
import { HIGH_LINKS, LOW_LINKS, NO_LINK } from '../../src/kernel/constants.ts';
import { dotProduct } from '../../src/kernel/dot-product.ts';
import { type GraphArrays, type GraphSearch, GraphWalk } from '../../src/kernel/graph-walk.ts';
import { makeVectors } from '../support/graph-vectors.ts';

export interface GraphSubject {
  readonly graph: GraphArrays;
  readonly search: GraphSearch;
}

/**
 * What search and building of graphs promise, in WebAssembly and in plain code.
 *
 * @param build makes a graph of vectors with M 16 and efConstruction 100
 */
export function graphContract(
  name: string,
  build: (vectors: Int8Array, dimensions: number) => Promise<GraphSubject>,
): void {
  describe(`the graph ${name}`, () => {
    const nodes = 1_200;
    const dimensions = 32;
    const vectors = makeVectors(nodes, dimensions, 5);
    let subject: GraphSubject;
    beforeAll(async () => {
      subject = await build(vectors, dimensions);
    });

    const exact = (query: Int8Array, depth: number): number[] =>
      Array.from({ length: nodes }, (_, number) => ({ number, score: dotProduct(query, vectors, number * dimensions) }))
        .sort((a, b) => b.score - a.score || a.number - b.number)
        .slice(0, depth)
        .map(({ number }) => number);
    const found = (query: Int8Array, ef: number): number[] => {
      const { count, numbers } = subject.search.search(query, ef);
      return [...numbers.subarray(0, count)];
    };
    const queries = Array.from({ length: 40 }, (_, i) => makeVectors(1, dimensions, 900 + i));

    it('finds what comparing every vector finds, when it may keep as many candidates as there are', () => {
      for (const query of queries) expect(found(query, nodes)).toEqual(exact(query, nodes));
    });

    it('finds nearly all of the ten nearest with a hundred candidates', () => {
      let right = 0;
      for (const query of queries) {
        const nearest = new Set(exact(query, 10));
        right += found(query, 100)
          .slice(0, 10)
          .filter((number) => nearest.has(number)).length;
      }
      expect(right / (queries.length * 10)).toBeGreaterThanOrEqual(0.97);
    });

    it('gives exact scores in the total order, and no node twice', () => {
      for (const query of queries) {
        const { count, numbers, scores } = subject.search.search(query, 64);
        expect(count).toBe(64);
        const expected = [...numbers.subarray(0, count)].map((number) =>
          dotProduct(query, vectors, number * dimensions),
        );
        expect([...scores.subarray(0, count)]).toEqual(expected);
        expect(new Set(numbers.subarray(0, count)).size).toBe(count);
        for (let i = 1; i < count; i++) {
          const isInOrder = scores[i - 1] > scores[i] || (scores[i - 1] === scores[i] && numbers[i - 1] < numbers[i]);
          expect(isInOrder).toBe(true);
        }
      }
    });

    it('answers a query equally, whatever was asked before, with every number of candidates', () => {
      for (const ef of [1, 2, 3, 10, 11, 500]) {
        const first = queries.map((query) => found(query, ef));
        found(queries[0], 1_000);
        expect(queries.map((query) => found(query, ef))).toEqual(first);
      }
    });

    it('links every node to others of its level, none twice and none to itself', () => {
      const { graph } = subject;
      const check = (links: Uint32Array, self: number, size: number): void => {
        const used = links.subarray(0, links.includes(NO_LINK) ? links.indexOf(NO_LINK) : links.length);
        expect(links.subarray(used.length).every((link) => link === NO_LINK)).toBe(true);
        expect(new Set(used).size).toBe(used.length);
        expect(used.every((link) => link < size && link !== self)).toBe(true);
        expect(used.length).toBeGreaterThan(0);
      };
      for (let number = 0; number < nodes; number++) {
        check(graph.lowLinks.subarray(number * LOW_LINKS, (number + 1) * LOW_LINKS), number, nodes);
      }
      let row = 0;
      for (const size of graph.levelNodes.subarray(1)) {
        for (let rank = 0; rank < size && size > 1; rank++) {
          const at = (row + rank) * HIGH_LINKS;
          check(graph.highLinks.subarray(at, at + HIGH_LINKS), rank, size);
        }
        row += size;
      }
    });

    it('is the same graph for the plain walk', () => {
      const walk = new GraphWalk(subject.graph, 200);
      for (const query of queries) {
        const { count, numbers } = walk.search(query, 150);
        expect([...numbers.subarray(0, count)]).toEqual(found(query, 150));
      }
    });

    it('holds collections of one vector, of two, of equal ones and of zeros', async () => {
      for (const [count, value] of [
        [1, 3],
        [2, 5],
        [90, 7],
        [90, 0],
      ]) {
        const equal = new Int8Array(count * 16).fill(value);
        const { search } = await build(equal, 16);
        const { count: held, numbers } = search.search(new Int8Array(16).fill(1), 200);
        expect(held).toBeGreaterThan(0);
        expect(numbers[0]).toBeLessThan(count);
        if (count <= 2) expect([...numbers.subarray(0, held)]).toEqual(count === 1 ? [0] : [0, 1]);
      }
    });
  });
}
