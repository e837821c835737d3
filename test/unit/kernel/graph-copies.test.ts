import { describe, expect, it } from 'vitest';
import { connectUnreached } from '../../../indexer/graph/connect-unreached.ts';
import { findCopies } from '../../../indexer/graph/find-copies.ts';
import { LOW_LINKS } from '../../../src/kernel/constants.ts';
import { dotProduct } from '../../../src/kernel/dot-product.ts';
import { type GraphCopies, NO_COPIES, searchWithCopies } from '../../../src/kernel/graph-copies.ts';
import { planGraph } from '../../../src/kernel/graph-plan.ts';
import { countReached } from '../../../src/kernel/graph-reach.ts';
import { type GraphSearch, GraphWalk } from '../../../src/kernel/graph-walk.ts';
import { buildGraphHere } from '../../support/graph-index.ts';
import { makeVectors } from '../../support/graph-vectors.ts';

const DIMENSIONS = 16;

/** A walk that always finds the same. */
const finding = (...hits: readonly (readonly [number, number])[]): GraphSearch => ({
  search: () => ({
    count: hits.length,
    numbers: Uint32Array.from(hits, ([number]) => number),
    scores: Int32Array.from(hits, ([, score]) => score),
  }),
});
const copiesOf = (...pairs: readonly (readonly [number, number])[]): GraphCopies => ({
  nodes: Uint32Array.from(pairs, ([node]) => node),
  copies: Uint32Array.from(pairs, ([, copy]) => copy),
});

function search(walk: GraphSearch, copies: GraphCopies, ef: number): number[][] {
  const { count, numbers, scores } = searchWithCopies(walk, copies, 100).search(new Int8Array(DIMENSIONS), ef);
  return Array.from({ length: count }, (_, i) => [numbers[i], scores[i]]);
}

describe('what a walk finds, with copies', () => {
  it('is what it finds without them where there are none', () => {
    const walk = finding([3, 9], [1, 8]);
    expect(searchWithCopies(walk, NO_COPIES, 100)).toBe(walk);
  });

  it.each([
    [
      'behind their node',
      [
        [3, 9],
        [1, 8],
      ],
      [[3, 7]],
      [
        [3, 9],
        [7, 9],
        [1, 8],
      ],
    ],
    [
      'of two nodes of one score by number',
      [
        [2, 9],
        [5, 9],
      ],
      [
        [2, 8],
        [5, 6],
      ],
      [
        [2, 9],
        [5, 9],
        [6, 9],
        [8, 9],
      ],
    ],
    [
      'before a node of the same score',
      [
        [2, 9],
        [50, 9],
      ],
      [
        [2, 10],
        [2, 60],
      ],
      [
        [2, 9],
        [10, 9],
        [50, 9],
        [60, 9],
      ],
    ],
    [
      'of the last alone',
      [
        [2, 9],
        [5, 8],
      ],
      [
        [5, 6],
        [5, 9],
      ],
      [
        [2, 9],
        [5, 8],
        [6, 8],
        [9, 8],
      ],
    ],
  ] as const)('has them %s', (_what, hits, pairs, expected) => {
    expect(search(finding(...hits), copiesOf(...pairs), 10)).toEqual(expected);
    expect(search(finding(...hits), copiesOf(...pairs), 3)).toEqual(expected.slice(0, 3));
  });
});

describe('equal vectors', () => {
  it.each([
    ['all of them', (i: number) => 7 + (i - i), 50, 49],
    ['every third', (i: number) => (i % 3 === 0 ? 1 : i + 2), 30, 9],
    ['pairs', (i: number) => Math.floor(i / 2), 40, 20],
    ['none', (i: number) => i, 60, 0],
  ])('are found, the first of each as their node: %s', (_what, makeValue, passages, expected) => {
    const vectors = Int8Array.from({ length: passages * DIMENSIONS }, (_, at) =>
      makeValue(Math.floor(at / DIMENSIONS)),
    );
    const { copies, nodes } = findCopies(vectors, DIMENSIONS);
    expect(copies).toHaveLength(expected);
    for (const [i, copy] of copies.entries()) {
      expect(nodes[i]).toBeLessThan(copy);
      expect(vectors[nodes[i] * DIMENSIONS]).toBe(vectors[copy * DIMENSIONS]);
    }
  });

  it('leave the ranks of all others as they are', () => {
    const marks = Uint8Array.from({ length: 500 }, (_, i) => (i % 5 === 3 ? 1 : 0));
    const { numbers, levelNodes } = planGraph(500, marks);
    expect([...numbers]).toEqual([...planGraph(500).numbers].filter((number) => marks[number] === 0));
    expect(levelNodes[0]).toBe(500);
    expect(planGraph(500, new Uint8Array(500))).toEqual(planGraph(500));
  });
});

describe('nodes that no link leads to', () => {
  it.each([
    ['equal vectors', new Int8Array(300 * DIMENSIONS).fill(3)],
    ['vectors that are nearly equal', Int8Array.from({ length: 300 * DIMENSIONS }, (_, i) => 90 + ((i * i) % 3))],
    ['a cluster far from the others', Int8Array.from(makeVectors(300, DIMENSIONS, 3), (v, i) => (i < 800 ? -50 : v))],
  ])('are given one, so that a walk finds all: %s', (_what, vectors) => {
    const graph = buildGraphHere(vectors, DIMENSIONS, { m: 16, efConstruction: 60 });
    const walk = new GraphWalk(graph, 300);
    const before = graph.lowLinks.slice();
    const wasWhole = countReached(graph) === 300;
    connectUnreached(graph, planGraph(300).numbers, walk, 60);
    expect(countReached(graph)).toBe(300);
    if (wasWhole) expect(graph.lowLinks).toEqual(before);
    const query = new Int8Array(DIMENSIONS).fill(1);
    const { count, numbers, scores } = walk.search(query, 300);
    expect(count).toBe(300);
    expect([...scores.subarray(0, 300)]).toEqual(
      Array.from(numbers.subarray(0, 300), (number) => dotProduct(query, vectors, number * DIMENSIONS)),
    );
    expect(graph.lowLinks).toHaveLength(300 * LOW_LINKS);
  });
});
