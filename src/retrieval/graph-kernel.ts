import type { GraphSections } from '../format/graph.ts';
import type { QueryVector } from '../kernel/dot-product.ts';
import { type Candidates, type GraphArrays, type GraphSearch, GraphWalk } from '../kernel/graph-walk.ts';
import { claimKernelSlot } from '../store/kernel-memory.ts';
import { loadKernelModule } from '../store/kernel-module.ts';
import {
  BEAM_AT,
  FOUND_AT,
  FOUND_SCORES_AT,
  FRONTIER_AT,
  FRONTIER_SCORES_AT,
  GRAPH_SCRATCH_AT,
  MAX_EF,
  MAX_KERNEL_DIMENSIONS,
  QUERY_AT,
  TOUCHED_AT,
  type VectorMemory,
  VISITED_AT,
} from '../store/vector-memory.ts';

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
 */
export function openGraphSearch(graph: GraphArrays, memory: VectorMemory | null): GraphSearch {
  const isReadable = graph.dimensions % 16 === 0 && graph.dimensions <= MAX_KERNEL_DIMENSIONS;
  const module = isReadable && memory !== null ? loadKernelModule('hnsw') : null;
  const slot = module === null ? null : claimKernelSlot(memory as VectorMemory);
  if (memory === null || module === null || slot === null) return new GraphWalk(graph, MAX_EF);
  return new WasmGraphSearch(graph, memory.memory, module, slot);
}

type Call = (...numbers: number[]) => number;

export class WasmGraphSearch implements GraphSearch {
  readonly #search: Call;
  readonly #foundAt: number;
  readonly #query: Int16Array;
  readonly #numbers: Uint32Array;
  readonly #scores: Int32Array;

  /** @param slot address of the scratch that src/store/vector-memory.ts lays out */
  constructor(graph: GraphArrays, memory: WebAssembly.Memory, module: WebAssembly.Module, slot: number) {
    const { buffer } = memory;
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const { configure, useScratch, search } = exports as Record<'configure' | 'useScratch' | 'search', Call>;
    configure(
      graph.vectors.byteOffset,
      graph.dimensions,
      graph.levelNodes[0],
      graph.lowLinks.byteOffset,
      graph.numbers.byteOffset,
      graph.highLinks.byteOffset,
      graph.levelNodes.byteOffset,
      graph.levelNodes.length,
    );
    const at = slot + GRAPH_SCRATCH_AT;
    useScratch(
      slot + QUERY_AT,
      at + FRONTIER_AT,
      at + FRONTIER_SCORES_AT,
      at + BEAM_AT,
      at + VISITED_AT,
      at + TOUCHED_AT,
    );
    this.#search = search;
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
