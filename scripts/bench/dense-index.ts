import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCells } from '../../indexer/cells/assemble-cells.ts';
import { buildCells } from '../../indexer/cells/build-cells.ts';
import { planCells } from '../../indexer/cells/cell-plan.ts';
import { GRAPH_PARAMETERS, writeGraph } from '../../indexer/graph/assemble-graphs.ts';
import { buildGraph } from '../../indexer/graph/build-graph.ts';
import { readCells } from '../../src/format/cells.ts';
import { cellsFile, graphFile, vectorsFile } from '../../src/format/file-names.ts';
import { readGraph } from '../../src/format/graph.ts';
import { readVectors, VECTORS_KIND } from '../../src/format/vectors.ts';
import type { QueryVector } from '../../src/kernel/dot-product.ts';
import type { Candidates } from '../../src/kernel/graph-walk.ts';
import { TopList } from '../../src/kernel/top-list.ts';
import { KERNEL_ROWS } from '../../src/kernel/vector-kernel.ts';
import { SectionFileWriter } from '../../src/store/section-file-writer.ts';
import { cellArrays, openCellSearch } from '../../src/wasm/cell-search.ts';
import { createCellSpace, viewCells } from '../../src/wasm/cell-space.ts';
import { graphArrays, openGraphSearch } from '../../src/wasm/graph-search.ts';
import { createGraphSpace, viewGraph } from '../../src/wasm/graph-space.ts';
import { createVectorMemory, type VectorMemory } from '../../src/wasm/vector-memory.ts';
import { openVectorKernel } from '../../src/wasm/vector-scan.ts';
import { rescore } from './rescoring/rescore.ts';
import { RESIDUALS_FILE, RESIDUALS_KIND, readResiduals } from './rescoring/residuals.ts';
import { chooseScale, splitVectors } from './rescoring/split-vector.ts';

/**
 * One shard of int8 vectors with its graph or its cells, as the product has them, and with low bytes, as an experiment. This is what the
 * peer command measures; the product does not score again.
 */

/** Candidates that are rescored. */
const RESCORED = 50;
/** Of a search in cells. */
const IN_CELLS = { probes: 1024, nearest: 128 };

export const STRUCTURES = ['hnsw', 'ivf'] as const;

export interface DenseShape {
  readonly nodes: number;
  readonly dimensions: number;
  readonly structure: (typeof STRUCTURES)[number];
}

export async function buildDenseIndex(
  base: Float32Array,
  { dimensions, structure }: Pick<DenseShape, 'dimensions' | 'structure'>,
  folder: string,
  threads: number,
): Promise<DenseShape> {
  mkdirSync(folder, { recursive: true });
  const nodes = base.length / dimensions;
  const shape = { nodes, dimensions, structure };
  const vectors =
    structure === 'hnsw' ? await addGraph(base, shape, folder, threads) : await addCells(base, shape, folder, threads);
  writeValues(join(folder, vectorsFile(0)), VECTORS_KIND, 'vectors', vectors);
  return shape;
}

async function addGraph(base: Float32Array, { nodes, dimensions }: DenseShape, folder: string, threads: number) {
  const space = createGraphSpace(nodes, dimensions, threads);
  const { vectors } = viewGraph(space);
  split(base, vectors, folder);
  await buildGraph(space, { parameters: GRAPH_PARAMETERS });
  writeGraph(join(folder, graphFile(0)), space);
  return vectors;
}

async function addCells(base: Float32Array, { nodes, dimensions }: DenseShape, folder: string, threads: number) {
  const { cells, sample } = planCells(nodes);
  const space = createCellSpace(nodes, dimensions, cells, threads);
  const { vectors } = viewCells(space);
  split(base, vectors, folder);
  writeCells(join(folder, cellsFile(0)), await buildCells(space, { sample }), dimensions);
  return vectors;
}

/** Fills the vectors, and writes the low bytes. */
function split(base: Float32Array, vectors: Int8Array, folder: string): void {
  const low = new Int8Array(base.length);
  splitVectors(base, chooseScale(base), vectors, low);
  writeValues(join(folder, RESIDUALS_FILE), RESIDUALS_KIND, 'low', low);
}

function writeValues(path: string, kind: string, name: string, values: Int8Array): void {
  const writer = new SectionFileWriter(path, kind, [{ name, type: 'i8', elements: values.length }]);
  writer.section(name).append(values);
  writer.finish();
}

/** Shared by the threads that search. */
export interface DenseMemory extends DenseShape {
  readonly vectors: VectorMemory;
  readonly vectorBytes: number;
  /** Of the graph or the cells. */
  readonly besideBytes: number;
  readonly residuals: VectorMemory;
}

export function loadDenseIndex(folder: string, shape: DenseShape): DenseMemory {
  const beside = shape.structure === 'hnsw' ? graphFile(0) : cellsFile(0);
  const [vectorBytes, graph, low] = [vectorsFile(0), beside, RESIDUALS_FILE].map((name) =>
    readFileSync(join(folder, name)),
  );
  const vectors = createVectorMemory(vectorBytes.length, graph.length);
  const residuals = createVectorMemory(low.length);
  if (vectors === null || residuals === null) throw new Error('more vectors than one shard can hold');
  const target = new Uint8Array(vectors.memory.buffer);
  target.set(vectorBytes);
  target.set(graph, vectors.besideAt);
  new Uint8Array(residuals.memory.buffer).set(low);
  return { ...shape, vectors, vectorBytes: vectorBytes.length, besideBytes: graph.length, residuals };
}

/** The ten nearest, and how many of the candidates before them were right without rescoring. */
export interface DenseHits {
  readonly served: Uint32Array;
  readonly unscored: Uint32Array;
}

/** Answers queries in one thread. */
export class DenseSearcher {
  readonly #nodes: number;
  readonly #find: (query: QueryVector, reach: number, candidates: number) => Candidates;
  readonly #vectors;
  readonly #residuals;

  constructor({ nodes, dimensions, structure, vectors, vectorBytes, besideBytes, residuals }: DenseMemory) {
    const whole = new Uint8Array(vectors.memory.buffer);
    const beside = whole.subarray(vectors.besideAt, vectors.besideAt + besideBytes);
    const rows = readVectors(vectorsFile(0), whole.subarray(0, vectorBytes), nodes, dimensions);
    const low = readResiduals(
      RESIDUALS_FILE,
      new Uint8Array(residuals.memory.buffer, 0, residuals.fileBytes),
      nodes,
      dimensions,
    );
    this.#nodes = nodes;
    if (structure === 'hnsw') {
      const graph = openGraphSearch(graphArrays(readGraph(graphFile(0), beside, nodes), rows, dimensions), vectors);
      this.#find = (query, ef) => graph.search(query, ef);
    } else {
      const cells = openCellSearch(cellArrays(readCells(cellsFile(0), beside, dimensions), rows, dimensions), vectors);
      this.#find = (query, patience, candidates) => cells.search(query, { ...IN_CELLS, patience, candidates });
    }
    this.#vectors = openVectorKernel(rows, dimensions, vectors);
    this.#residuals = openVectorKernel(low, dimensions, residuals);
  }

  /**
   * @param reach candidates of the walk, or the patience of a search in cells; 0 compares every vector
   * @param among candidates of cells
   */
  search(query: QueryVector, reach: number, among: number, depth = 10): DenseHits {
    if (reach === 0) return this.#scan(query, depth);
    const { count, numbers, scores } = this.#find(query, reach, among);
    const candidates = numbers.subarray(0, Math.min(count, RESCORED));
    const { passages } = rescore(query, candidates, scores, this.#residuals, depth);
    return { served: passages, unscored: candidates.subarray(0, depth) };
  }

  #scan(query: QueryVector, depth: number): DenseHits {
    const kernel = this.#vectors;
    kernel.setQuery(query);
    const top = new TopList(RESCORED, null);
    for (let start = 0; start < this.#nodes; start += KERNEL_ROWS) {
      const rows = Math.min(KERNEL_ROWS, this.#nodes - start);
      const scores = kernel.score(start, rows);
      let { threshold } = top;
      for (let row = 0; row < rows; row++) {
        if (scores[row] < threshold) continue;
        top.offer(scores[row], start + row);
        threshold = top.threshold;
      }
    }
    const { passages, scores } = top.ranking();
    const served = rescore(query, passages, Int32Array.from(scores), this.#residuals, depth).passages;
    return { served, unscored: passages.subarray(0, depth) };
  }
}
