import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { vectorsFile } from '../format/file-names.ts';
import type { RankingManifest } from '../format/manifest.ts';
import { readVectors } from '../format/vectors.ts';
import { MAX_HNSWLIB_PASSAGES } from '../limits.ts';
import { closeSync, fsyncSync, openSync, readFileSync } from '../store/file-system.ts';
import { HNSWLIB_FILE } from './engine-file-names.ts';
import type { HnswlibGraph, HnswlibModule } from './hnswlib-module.ts';

/** Links a node has on each level but the lowest, which has twice as many. */
const LINKS = 16;
const EF_CONSTRUCTION = 200;
const SEED = 100;
/** Insertions between two turns of the event loop, so that progress and signals are seen. */
const TURN_INSERTIONS = 1024;

/**
 * Writes `hnswlib.bin`: hnswlib's graph over our int8 vectors under the inner product, labelled with passage numbers.
 *
 * One thread inserts in passage order with a fixed seed, so equal vectors give equal bytes on one platform. Distances are
 * exact: below 1,040 dimensions every partial sum of int8 products is an integer that float32 holds, so neither SSE nor
 * AVX nor the order of additions shows. Levels are drawn by the C++ library, so another platform (libc++) makes another,
 * equally good graph; the file is what is served, and it answers alike wherever that platform's library reads it.
 *
 * @throws StillwebError UNSUPPORTED above a million passages; STORAGE_FAILED
 */
export async function writeHnswlibFile(
  folder: string,
  counts: Pick<RankingManifest['counts'], 'passages' | 'shards'>,
  dimensions: number,
  { HierarchicalNSW }: HnswlibModule,
): Promise<void> {
  checkHnswlibSize(counts.passages);
  const graph = new HierarchicalNSW('ip', dimensions);
  graph.initIndex(counts.passages, LINKS, EF_CONSTRUCTION, SEED);
  let passage = 0;
  for (const [shard, passages] of counts.shards.entries()) {
    const name = vectorsFile(shard);
    const vectors = readVectors(name, new Uint8Array(readFileSync(join(folder, name))), passages, dimensions);
    for (let row = 0; row < passages; row++) {
      graph.addPoint(Array.from(vectors.subarray(row * dimensions, (row + 1) * dimensions)), passage++);
      if (passage % TURN_INSERTIONS === 0) await new Promise(setImmediate);
    }
  }
  saveGraph(graph, join(folder, HNSWLIB_FILE), () => new HierarchicalNSW('ip', dimensions));
}

/** @throws StillwebError UNSUPPORTED naming the bound */
export function checkHnswlibSize(passages: number): void {
  if (passages <= MAX_HNSWLIB_PASSAGES) return;
  const message = `engine hnswlib takes at most ${MAX_HNSWLIB_PASSAGES} passages (each worker holds their vectors as float32); the collection has ${passages}`;
  throw new StillwebError('UNSUPPORTED', message, { engine: 'hnswlib', supported: ['stillweb'], passages });
}

/** hnswlib does not look at the outcome of its writes: the file is forced to disk and read back whole. */
function saveGraph(graph: HnswlibGraph, path: string, createGraph: () => HnswlibGraph): void {
  try {
    graph.writeIndexSync(path);
    const file = openSync(path, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    const saved = createGraph();
    saved.readIndexSync(path);
    if (saved.getCurrentCount() !== graph.getCurrentCount()) throw new Error('it was written in part');
  } catch (cause) {
    throw new StillwebError('STORAGE_FAILED', `${HNSWLIB_FILE} cannot be written`, { file: HNSWLIB_FILE }, { cause });
  }
}
