import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../indexer/graph/build-graph.ts';
import { addUpRecall } from '../../indexer/graph/recall.ts';
import { type GraphBuilding, ScalarGraphBuilding } from '../../src/kernel/graph-building.ts';
import { batchEnd } from '../../src/kernel/graph-plan.ts';
import { GraphWalk } from '../../src/kernel/graph-walk.ts';
import { type GraphBuilder, openGraphBuilder } from '../../src/wasm/graph-building.ts';
import { counterOf, createGraphSpace, type GraphSpace, viewGraph } from '../../src/wasm/graph-space.ts';
import { makeVectors } from '../support/graph-vectors.ts';
import { graphContract } from './graph.ts';

const PARAMETERS = { m: 16, efConstruction: 100 };

function spaceOf(vectors: Int8Array, dimensions: number, useKernel: boolean, threads = 1): GraphSpace {
  const space = createGraphSpace(vectors.length / dimensions, dimensions, threads, useKernel);
  viewGraph(space).vectors.set(vectors);
  return space;
}

/** Builds in this thread, in as many parts as asked for, one after the other. */
function buildHere(space: GraphSpace, building: GraphBuilding, parts = 1): void {
  for (let start = 1; start < space.nodes; ) {
    const end = batchEnd(start, space.nodes);
    counterOf(space)[0] = start;
    building.findNeighbours(end);
    for (let part = 0; part < parts; part++) building.linkBack(start, end, part, parts);
    start = end;
  }
}

function wasmBuilding(space: GraphSpace): GraphBuilder {
  if (space.memory === null) throw new Error('this engine has no WebAssembly SIMD');
  return openGraphBuilder(space, PARAMETERS, 0);
}

const scalarBuilding = (space: GraphSpace) => new ScalarGraphBuilding(viewGraph(space), PARAMETERS, counterOf(space));

// promise: kernel/same-integers
graphContract('in WebAssembly', async (vectors, dimensions) => {
  const space = spaceOf(vectors, dimensions, true);
  const building = wasmBuilding(space);
  buildHere(space, building);
  return { graph: viewGraph(space), search: building };
});
graphContract('in plain code', async (vectors, dimensions) => {
  const space = spaceOf(vectors, dimensions, false);
  expect(space.memory).toBeNull();
  buildHere(space, scalarBuilding(space));
  return { graph: viewGraph(space), search: new GraphWalk(viewGraph(space), vectors.length / dimensions) };
});

const linksOf = (space: GraphSpace) => {
  const { lowLinks, highLinks } = viewGraph(space);
  return {
    low: Buffer.from(new Uint8Array(lowLinks.buffer, lowLinks.byteOffset, lowLinks.byteLength)),
    high: [...highLinks],
  };
};

describe('the building of a graph', () => {
  it.each([
    [700, 16],
    [2_500, 48],
  ])('sets the same links in WebAssembly as in plain code: %d vectors of %d dimensions', (nodes, dimensions) => {
    const vectors = makeVectors(nodes, dimensions, nodes);
    const wasm = spaceOf(vectors, dimensions, true);
    const scalar = spaceOf(vectors, dimensions, false);
    buildHere(wasm, wasmBuilding(wasm));
    buildHere(scalar, scalarBuilding(scalar), 3);
    const [one, other] = [linksOf(wasm), linksOf(scalar)];
    expect(one.low.equals(other.low)).toBe(true);
    expect(one.high).toEqual(other.high);
  });

  // promise: build/byte-identical
  it('sets the same links with 1, 2, 3 and 8 threads', async () => {
    const vectors = makeVectors(6_000, 32, 11);
    const built = [];
    for (const threads of [1, 2, 3, 8]) {
      const space = spaceOf(vectors, 32, true, threads);
      await buildGraph(space, { parameters: PARAMETERS });
      built.push(linksOf(space));
    }
    const [first, ...others] = built;
    for (const other of others) {
      expect(other.low.equals(first.low)).toBe(true);
      expect(other.high).toEqual(first.high);
    }
  });

  it('measures the recall of what it built, with threads that have no WebAssembly too', async () => {
    for (const useKernel of [true, false]) {
      const space = spaceOf(makeVectors(1_500, 32, 3), 32, useKernel, 2);
      const queries = Array.from({ length: 60 }, (_, i) => ({
        vector: makeVectors(1, 32, 500 + i),
        pair: [i, 700 + i] as const,
      }));
      const answers = await buildGraph(space, {
        parameters: PARAMETERS,
        measure: { queries, efs: [12, 100, 1_500], depth: 10, firstPassage: 0 },
      });
      const [few, many, all] = [0, 1, 2].map((walk) => addUpRecall(answers, walk, 10));
      expect(all).toEqual({ queries: 60, found: 600, of: 600 });
      expect(many.found).toBeGreaterThanOrEqual(570);
      expect(few.found).toBeLessThan(many.found);
    }
  });

  it('fails with the code of what a thread of it could not load', async () => {
    const fault = 'Object.assign(new Error("too many files"), { code: "EMFILE", syscall: "open" })';
    const modules = [`data:text/javascript,throw ${fault}`];
    const space = spaceOf(makeVectors(300, 16, 3), 16, true, 2);
    await expect(buildGraph(space, { parameters: PARAMETERS, modules })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('too many files'),
      facts: { errno: 'EMFILE', syscall: 'open' },
    });
  });

  it('says how far it is', async () => {
    const inserted: number[] = [];
    const space = spaceOf(makeVectors(300, 16, 3), 16, true);
    await buildGraph(space, { parameters: PARAMETERS, onProgress: (count) => inserted.push(count) });
    expect(inserted.at(-1)).toBe(300);
    expect(inserted).toEqual([...inserted].sort((a, b) => a - b));
  });
});
