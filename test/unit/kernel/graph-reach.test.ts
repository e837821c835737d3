import { describe, expect, it } from 'vitest';
import { HIGH_LINKS, LOW_LINKS, NO_LINK } from '../../../src/kernel/constants.ts';
import { countReached } from '../../../src/kernel/graph-reach.ts';
import { type GraphArrays, GraphWalk } from '../../../src/kernel/graph-walk.ts';
import { buildGraphHere } from '../../support/graph-index.ts';
import { makeVectors } from '../../support/graph-vectors.ts';

type Links = Readonly<Record<number, readonly number[]>>;

function rowsOf(nodes: number, width: number, links: Links): Uint32Array {
  const rows = new Uint32Array(nodes * width).fill(NO_LINK);
  for (const [node, targets] of Object.entries(links)) rows.set(targets, Number(node) * width);
  return rows;
}

/** A graph of passages 0 … 7, named by rank on the levels above: rank 0 is passage 5, rank 1 is 2, rank 2 is 7. */
function graphOf(low: Links, ...high: readonly (readonly [number, Links])[]): GraphArrays {
  return {
    dimensions: 16,
    vectors: new Int8Array(8 * 16),
    lowLinks: rowsOf(8, LOW_LINKS, low),
    numbers: Uint32Array.of(5, 2, 7),
    highLinks: Uint32Array.from(high.flatMap(([nodes, links]) => [...rowsOf(nodes, HIGH_LINKS, links)])),
    levelNodes: Int32Array.of(8, ...high.map(([nodes]) => nodes)),
  };
}

describe('the passages that a walk can reach', () => {
  it('are those that links lead to from the first, over any number of steps and in circles', () => {
    expect(countReached(graphOf({}))).toBe(1);
    expect(countReached(graphOf({ 5: [1, 3], 3: [4], 4: [5, 0], 6: [7] }))).toBe(5);
  });

  it('are also those that links above lead to', () => {
    const low = { 5: [6], 2: [0], 7: [1] };
    expect(countReached(graphOf(low, [3, {}]))).toBe(2);
    expect(countReached(graphOf(low, [3, { 0: [1] }]))).toBe(4);
    expect(countReached(graphOf(low, [3, { 0: [2], 1: [0] }]))).toBe(4);
    expect(countReached(graphOf(low, [3, { 1: [2] }], [2, { 0: [1] }]))).toBe(6);
    expect(countReached(graphOf(low, [3, { 1: [2] }], [2, {}]))).toBe(2);
  });

  it('count a link in the last place of a row', () => {
    const full = Array.from({ length: LOW_LINKS }, (_, i) => (i === LOW_LINKS - 1 ? 6 : 3));
    expect(countReached(graphOf({ 5: full }))).toBe(3);
    const fullAbove = Array.from({ length: HIGH_LINKS }, (_, i) => (i === HIGH_LINKS - 1 ? 2 : 1));
    expect(countReached(graphOf({}, [3, { 0: fullAbove }]))).toBe(3);
  });

  it('are all in a graph of vectors that differ, and few of many that are equal, and then a walk finds no more', () => {
    const parameters = { m: 16, efConstruction: 100 };
    expect(countReached(buildGraphHere(makeVectors(600, 16, 4), 16, parameters))).toBe(600);
    const equal = buildGraphHere(new Int8Array(600 * 16).fill(3), 16, parameters);
    const reached = countReached(equal);
    expect(reached).toBeLessThan(300);
    expect(new GraphWalk(equal, 600).search(new Int8Array(16).fill(1), 600).count).toBe(reached);
  });
});
