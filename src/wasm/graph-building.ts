import { type QueryVector, scoreRun } from '../kernel/dot-product.ts';
import { type GraphBuilding, type GraphParameters, ScalarGraphBuilding } from '../kernel/graph-building.ts';
import { type Candidates, type GraphSearch, GraphWalk, MAX_EF } from '../kernel/graph-walk.ts';
import { KERNEL_ROWS } from '../kernel/vector-kernel.ts';
import { counterOf, type GraphSpace, scratchOf, viewGraph } from './graph-space.ts';
import type { KernelExports } from './kernel-exports.ts';
import { openKernel } from './kernel-module.ts';
import { CHOSEN_AT, FOUND_AT, FOUND_SCORES_AT, useWalkScratch } from './walk-scratch.ts';

/** One thread of the building of a graph: it inserts, and then asks what was built. */
export interface GraphBuilder extends GraphBuilding, GraphSearch {
  /** Scores of the vectors `start` … `start + rows − 1`, at most KERNEL_ROWS; valid until the next call. */
  compare(query: QueryVector, start: number, rows: number): Int32Array;
}

/**
 * The builder in a space: in WebAssembly where the space has a memory for it, and the scalar twin, which sets the same
 * links, everywhere else.
 *
 * @param part of 0 … threads − 1: whose scratch to use
 */
export function openGraphBuilder(space: GraphSpace, parameters: GraphParameters, part: number): GraphBuilder {
  const { memory } = space;
  return memory === null
    ? new ScalarGraphBuilder(space, parameters)
    : new WasmGraphBuilder(space, memory, parameters, part);
}

class WasmGraphBuilder implements GraphBuilder {
  readonly #space: GraphSpace;
  readonly #parameters: GraphParameters;
  readonly #memory: WebAssembly.Memory;
  readonly #calls: KernelExports['hnsw'];
  readonly #walkAt: number;
  readonly #query: Int16Array;
  readonly #numbers: Uint32Array;
  readonly #scores: Int32Array;
  #scan: KernelExports['vector-scan']['scan'] | null = null;

  constructor(space: GraphSpace, memory: WebAssembly.Memory, parameters: GraphParameters, part: number) {
    const { buffer, places, dimensions, nodes, levelNodes } = space;
    const { query, walk } = scratchOf(space, part);
    this.#space = space;
    this.#memory = memory;
    this.#parameters = parameters;
    this.#walkAt = walk;
    this.#query = new Int16Array(buffer, query, dimensions);
    this.#numbers = new Uint32Array(buffer, walk + FOUND_AT, MAX_EF);
    this.#scores = new Int32Array(buffer, walk + FOUND_SCORES_AT, MAX_EF);
    this.#calls = openKernel('hnsw', memory);
    this.#calls.configure(
      places.vectors,
      dimensions,
      nodes,
      places.low,
      places.numbers,
      places.high,
      places.levels,
      levelNodes.length,
    );
    useWalkScratch(this.#calls, query, walk);
  }

  findNeighbours(end: number): void {
    const { m, efConstruction } = this.#parameters;
    this.#calls.findNeighbours(this.#space.places.counter, end, efConstruction, m, this.#walkAt + CHOSEN_AT);
  }

  linkBack(start: number, end: number, part: number, parts: number): void {
    const { places, room } = this.#space;
    this.#calls.linkBack(start, end, part, parts, places.heads, places.nexts, room, this.#walkAt + CHOSEN_AT);
  }

  search(query: QueryVector, ef: number): Candidates {
    this.#query.set(query);
    const count = this.#calls.search(ef, this.#numbers.byteOffset, this.#scores.byteOffset);
    return { count, numbers: this.#numbers, scores: this.#scores };
  }

  compare(query: QueryVector, start: number, rows: number): Int32Array {
    const { dimensions, places } = this.#space;
    this.#scan ??= openKernel('vector-scan', this.#memory).scan;
    this.#query.set(query);
    const vectorsAt = places.vectors + start * dimensions;
    this.#scan(this.#query.byteOffset, vectorsAt, rows, dimensions, this.#scores.byteOffset);
    return this.#scores;
  }
}

class ScalarGraphBuilder extends ScalarGraphBuilding implements GraphBuilder {
  readonly #space: GraphSpace;
  readonly #scores = new Int32Array(KERNEL_ROWS);
  #walk: GraphWalk | null = null;

  constructor(space: GraphSpace, parameters: GraphParameters) {
    super(viewGraph(space), parameters, counterOf(space));
    this.#space = space;
  }

  search(query: QueryVector, ef: number): Candidates {
    this.#walk ??= new GraphWalk(viewGraph(this.#space), MAX_EF);
    return this.#walk.search(query, ef);
  }

  compare(query: QueryVector, start: number, rows: number): Int32Array {
    return scoreRun(query, viewGraph(this.#space).vectors, start, rows, this.#scores);
  }
}
