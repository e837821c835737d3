import { firstPassagesOf } from '../../src/format/manifest.ts';
import type { GraphParameters } from '../../src/kernel/graph-building.ts';
import { ScalarGraphBuilding } from '../../src/kernel/graph-building.ts';
import { batchEnd } from '../../src/kernel/graph-plan.ts';
import { type GraphArrays, GraphWalk } from '../../src/kernel/graph-walk.ts';
import { ScalarVectorKernel } from '../../src/kernel/vector-kernel.ts';
import { ExactScan, type VectorIndex } from '../../src/retrieval/exact-scan.ts';
import { NearestFirst } from '../../src/retrieval/nearest-first.ts';
import { ShardFinder } from '../../src/retrieval/shard-finder.ts';
import { counterOf, createGraphSpace, viewGraph } from '../../src/wasm/graph-space.ts';

/** Builds a graph in this thread, in plain code. */
export function buildGraphHere(vectors: Int8Array, dimensions: number, parameters: GraphParameters): GraphArrays {
  const space = createGraphSpace(vectors.length / dimensions, dimensions, 1, false);
  const graph = viewGraph(space);
  graph.vectors.set(vectors);
  const building = new ScalarGraphBuilding(graph, parameters, counterOf(space));
  for (let start = 1; start < space.nodes; ) {
    const end = batchEnd(start, space.nodes);
    counterOf(space)[0] = start;
    building.findNeighbours(end);
    building.linkBack(start, end, 0, 1);
    start = end;
  }
  return graph;
}

export interface GraphIndexOptions {
  readonly vectors: Int8Array;
  readonly dimensions: number;
  /** Passages of each shard. */
  readonly shards: readonly number[];
  /** Document of each passage. */
  readonly documents: Uint32Array;
  readonly ef: number;
  readonly nearest: number;
}

/** The dense retrievers of vectors in memory: by comparing every one, and through a graph a shard. */
export function openGraphIndex({ vectors, dimensions, shards, documents, ef, nearest }: GraphIndexOptions): {
  exact: ExactScan;
  graph: NearestFirst;
} {
  const firstPassages = firstPassagesOf(shards);
  const parts = shards.map((count, i) =>
    vectors.slice(firstPassages[i] * dimensions, (firstPassages[i] + count) * dimensions),
  );
  const index: VectorIndex = {
    dimensions,
    shards,
    firstPassages,
    documents,
    isOnePassageEach: new Set(documents).size === documents.length,
    kernels: parts.map((part) => new ScalarVectorKernel(part, dimensions)),
  };
  const searches = parts.map((part) => {
    const walk = new GraphWalk(buildGraphHere(part, dimensions, { m: 4, efConstruction: 16 }), ef);
    return (vector: Int8Array) => walk.search(vector, ef);
  });
  const exact = new ExactScan(index);
  return { exact, graph: new NearestFirst(index, new ShardFinder(searches, firstPassages, nearest), exact) };
}
