import type { QueryVector } from '../../src/kernel/dot-product.ts';
import type { GraphBuilding, GraphParameters } from '../../src/kernel/graph-building.ts';
import type { Candidates, GraphSearch } from '../../src/kernel/graph-walk.ts';
import { loadKernelModule } from '../../src/store/kernel-module.ts';
import {
  BEAM_AT,
  CHOSEN_AT,
  FOUND_AT,
  FOUND_SCORES_AT,
  FRONTIER_AT,
  FRONTIER_SCORES_AT,
  MAX_EF,
  TOUCHED_AT,
  VISITED_AT,
} from '../../src/store/vector-memory.ts';
import { type GraphSpace, scratchOf } from './graph-space.ts';
import type { RowScorer } from './recall.ts';

type Call = (...numbers: number[]) => number;
type Calls = Record<'configure' | 'useScratch' | 'findNeighbours' | 'linkBack' | 'search', Call>;

/** One thread of the building, and search in what is built, by src/kernel/assembly/hnsw.ts. */
export class WasmGraphBuilding implements GraphBuilding, GraphSearch {
  readonly #space: GraphSpace;
  readonly #parameters: GraphParameters;
  readonly #memory: WebAssembly.Memory;
  readonly #calls: Calls;
  readonly #walkAt: number;
  readonly #query: Int16Array;

  /** @param part of 0 … threads − 1: whose scratch to use */
  constructor(space: GraphSpace, memory: WebAssembly.Memory, parameters: GraphParameters, part: number) {
    const module = loadKernelModule('hnsw');
    if (module === null) throw new Error('a graph space has a memory without a kernel');
    const { places, dimensions, nodes, levelNodes } = space;
    const { query, walk } = scratchOf(space, part);
    this.#space = space;
    this.#memory = memory;
    this.#parameters = parameters;
    this.#walkAt = walk;
    this.#query = new Int16Array(space.buffer, query, dimensions);
    this.#calls = new WebAssembly.Instance(module, { env: { memory } }).exports as Calls;
    const { configure, useScratch } = this.#calls;
    configure(
      places.vectors,
      dimensions,
      nodes,
      places.low,
      places.numbers,
      places.high,
      places.levels,
      levelNodes.length,
    );
    useScratch(
      query,
      walk + FRONTIER_AT,
      walk + FRONTIER_SCORES_AT,
      walk + BEAM_AT,
      walk + VISITED_AT,
      walk + TOUCHED_AT,
    );
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
    const found = this.#walkAt + FOUND_AT;
    const scores = this.#walkAt + FOUND_SCORES_AT;
    const count = this.#calls.search(ef, found, scores);
    const { buffer } = this.#space;
    return { count, numbers: new Uint32Array(buffer, found, MAX_EF), scores: new Int32Array(buffer, scores, MAX_EF) };
  }

  /** Compares vectors in a run, for what the graph is measured against. */
  rowScorer(): RowScorer {
    const module = loadKernelModule('vector-scan');
    if (module === null) throw new Error('a graph space has a memory without a kernel');
    const { scan } = new WebAssembly.Instance(module, { env: { memory: this.#memory } }).exports as Record<
      'scan',
      Call
    >;
    const { buffer, dimensions, places } = this.#space;
    const scoresAt = this.#walkAt + FOUND_SCORES_AT;
    const scores = new Int32Array(buffer, scoresAt, MAX_EF);
    return (query, start, rows) => {
      this.#query.set(query);
      scan(this.#query.byteOffset, places.vectors + start * dimensions, rows, dimensions, scoresAt);
      return scores;
    };
  }
}
