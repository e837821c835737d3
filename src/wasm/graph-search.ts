import type { GraphSections } from '../format/graph.ts';
import type { QueryVector } from '../kernel/dot-product.ts';
import { type GraphCopies, NO_COPIES, searchWithCopies } from '../kernel/graph-copies.ts';
import { type Candidates, type GraphArrays, type GraphSearch, GraphWalk, MAX_EF } from '../kernel/graph-walk.ts';
import { type BoundKernel, bindKernel } from './bound-kernel.ts';
import type { KernelExports } from './kernel-exports.ts';
import { fitsVectorKernels, QUERY_AT, type VectorMemory, WALK_AT } from './vector-memory.ts';
import { FOUND_AT, FOUND_SCORES_AT, useWalkScratch } from './walk-scratch.ts';

/** The sections of a graph file as a walk reads them, with the vectors of its shard. */
export function graphArrays(
  { links, numbers, upper, levels }: GraphSections,
  vectors: Int8Array,
  dimensions: number,
): GraphArrays {
  return { dimensions, vectors, lowLinks: links, numbers, highLinks: upper, levelNodes: levels };
}

/**
 * Search in the graph of a shard: in WebAssembly where engine, memory and dimensions allow it, and the scalar twin, which
 * gives the same candidates, everywhere else.
 *
 * @param memory holds the vectors and the graph; null for more than WebAssembly can address
 * @param copies of its nodes, which are found with them
 */
export function openGraphSearch(
  graph: GraphArrays,
  memory: VectorMemory | null,
  copies: GraphCopies = NO_COPIES,
): GraphSearch {
  return searchWithCopies(openWalk(graph, memory), copies, graph.levelNodes[0]);
}

function openWalk(graph: GraphArrays, memory: VectorMemory | null): GraphSearch {
  const bound = fitsVectorKernels(graph.dimensions) ? bindKernel('hnsw', memory) : null;
  return bound === null ? new GraphWalk(graph, MAX_EF) : new WasmGraphSearch(graph, bound);
}

class WasmGraphSearch implements GraphSearch {
  readonly #search: KernelExports['hnsw']['search'];
  readonly #foundAt: number;
  readonly #query: Int16Array;
  readonly #numbers: Uint32Array;
  readonly #scores: Int32Array;

  constructor(graph: GraphArrays, { calls, buffer, slot }: BoundKernel<'hnsw'>) {
    calls.configure(
      graph.vectors.byteOffset,
      graph.dimensions,
      graph.levelNodes[0],
      graph.lowLinks.byteOffset,
      graph.numbers.byteOffset,
      graph.highLinks.byteOffset,
      graph.levelNodes.byteOffset,
      graph.levelNodes.length,
    );
    const at = slot + WALK_AT;
    useWalkScratch(calls, slot + QUERY_AT, at);
    this.#search = calls.search;
    this.#foundAt = at + FOUND_AT;
    this.#query = new Int16Array(buffer, slot + QUERY_AT, graph.dimensions);
    this.#numbers = new Uint32Array(buffer, at + FOUND_AT, MAX_EF);
    this.#scores = new Int32Array(buffer, at + FOUND_SCORES_AT, MAX_EF);
  }

  search(query: QueryVector, ef: number): Candidates {
    if (ef < 1 || ef > MAX_EF) throw new RangeError(`ef ${ef}`);
    this.#query.set(query);
    const count = this.#search(ef, this.#foundAt, this.#foundAt + FOUND_SCORES_AT - FOUND_AT);
    return { count, numbers: this.#numbers, scores: this.#scores };
  }
}
