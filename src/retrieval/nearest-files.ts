import { CELLS_KIND, type CellSections, readCells } from '../format/cells.ts';
import { cellsFile, graphFile } from '../format/file-names.ts';
import { GRAPH_KIND, type GraphSections, readGraph } from '../format/graph.ts';
import type { RankingManifest } from '../format/manifest.ts';
import type { VectorKernel } from '../kernel/vector-kernel.ts';
import { cellArrays, openCellSearch } from '../wasm/cell-search.ts';
import { graphArrays, openGraphSearch } from '../wasm/graph-search.ts';
import type { VectorMemory } from '../wasm/vector-memory.ts';
import { compareCandidates } from './compare-candidates.ts';
import type { ShardSearch } from './shard-finder.ts';

/** What finds the nearest vectors of a shard without comparing all: a file of each, and how it is searched. */

export interface ShardVectors {
  readonly vectors: Int8Array;
  readonly dimensions: number;
  /** Holds the vectors and the file; null for more than WebAssembly can address. */
  readonly memory: VectorMemory | null;
}

export interface NearestFiles {
  readonly kind: string;
  readonly nameOf: (shard: number) => string;
  /** Of all that the searches find. */
  readonly nearest: number;
  /** @throws StillwebError INDEX_CORRUPT */
  open(file: ShardVectors & { readonly name: string; readonly bytes: Uint8Array }): ShardSearch;
}

/** null where an index has no such files: every vector is compared. */
export function nearestFilesOf({ graph, cells }: Pick<RankingManifest, 'graph' | 'cells'>): NearestFiles | null {
  if (cells !== undefined) {
    return {
      kind: CELLS_KIND,
      nameOf: cellsFile,
      nearest: cells.nearest,
      open: ({ name, bytes, ...of }) => openInCells(readCells(name, bytes, of.dimensions), of, cells),
    };
  }
  if (graph === undefined) return null;
  return {
    kind: GRAPH_KIND,
    nameOf: graphFile,
    nearest: graph.nearest,
    open: ({ name, bytes, ...of }) =>
      openInGraph(readGraph(name, bytes, of.vectors.length / of.dimensions), of, graph.ef),
  };
}

export function openInCells(
  sections: CellSections,
  { vectors, dimensions, memory }: ShardVectors,
  reach: NonNullable<RankingManifest['cells']>,
): ShardSearch {
  const search = openCellSearch(cellArrays(sections, vectors, dimensions), memory);
  return (vector) => search.search(vector, reach);
}

/** The same where the vectors are on disk, and a kernel reads them. */
export function openInCodes(
  sections: CellSections,
  { dimensions, memory }: Pick<ShardVectors, 'dimensions' | 'memory'>,
  kernel: VectorKernel,
  reach: NonNullable<RankingManifest['cells']>,
): ShardSearch {
  return compareCandidates(openCellSearch(cellArrays(sections, null, dimensions), memory), kernel, reach);
}

export function openInGraph(
  sections: GraphSections,
  { vectors, dimensions, memory }: ShardVectors,
  ef: number,
): ShardSearch {
  const search = openGraphSearch(graphArrays(sections, vectors, dimensions), memory, sections);
  return (vector) => search.search(vector, ef);
}
