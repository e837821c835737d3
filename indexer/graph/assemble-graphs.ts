import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../../src/errors.ts';
import { graphFile, vectorsFile } from '../../src/format/file-names.ts';
import { GRAPH_KIND, planGraphSections } from '../../src/format/graph.ts';
import type { EngineName, GraphDescription } from '../../src/format/manifest.ts';
import { readSectionTable } from '../../src/format/section-file.ts';
import { VECTORS_KIND } from '../../src/format/vectors.ts';
import type { GraphParameters } from '../../src/kernel/graph-building.ts';
import { SectionFileWriter } from '../../src/store/section-file-writer.ts';
import { addUp, buildGraph } from './build-graph.ts';
import { createGraphSpace, type GraphSpace, viewGraph } from './graph-space.ts';

/** Whether an index gets graphs of its vectors: `auto` decides by their number. */
export const GRAPH_CHOICES = ['auto', 'on', 'off'] as const;
export type GraphChoice = (typeof GRAPH_CHOICES)[number];

/** With more passages the exact scan of 256 dimensions takes over 2 ms (docs/decisions/018-hnsw.md). */
const AUTO_PASSAGES = 200_000;
/** Measured: as many found as with 16 and 200, for two thirds of the time (docs/decisions/018-hnsw.md). */
export const GRAPH_PARAMETERS: GraphParameters = { m: 20, efConstruction: 120 };
const EF = 512;
const NEAREST = 256;
const SAMPLES = 200;
const HEAD_BYTES = 4096;
const CHUNK_BYTES = 8 * 1024 * 1024;

export function wantsGraph(choice: GraphChoice, engine: EngineName, passages: number): boolean {
  if (engine === 'hnswlib') return false;
  return choice === 'on' || (choice === 'auto' && passages > AUTO_PASSAGES);
}

export interface GraphAssembly {
  /** Passages of each shard. */
  readonly shards: readonly number[];
  readonly dimensions: number;
  /** Folder with the files of vectors; the graphs are written beside them. */
  readonly folder: string;
  readonly threads: number;
  readonly onProgress?: (passages: number, total: number) => void;
}

/**
 * Writes `graph-SSS.bin` of every shard, one after the other. Memory: the vectors of a shard and some 150 bytes a passage,
 * whatever was allowed, because a graph cannot be built in pieces; the graph does not depend on it.
 *
 * @throws StillwebError STORAGE_FAILED
 */
export async function assembleGraphs({
  shards,
  dimensions,
  folder,
  ...options
}: GraphAssembly): Promise<GraphDescription> {
  const total = shards.reduce((sum, passages) => sum + passages, 0);
  const measured = [];
  let before = 0;
  for (const [shard, passages] of shards.entries()) {
    const space = createGraphSpace(passages, dimensions, options.threads);
    readVectorsInto(join(folder, vectorsFile(shard)), vectorsFile(shard), viewGraph(space).vectors);
    const recall = await buildGraph(space, {
      parameters: GRAPH_PARAMETERS,
      measure: { ef: EF, samples: SAMPLES },
      onProgress: (inserted) => options.onProgress?.(before + inserted, total),
    });
    if (recall !== null) measured.push(recall);
    writeGraph(join(folder, graphFile(shard)), space);
    before += passages;
  }
  return {
    kind: 'hnsw',
    ...GRAPH_PARAMETERS,
    ef: EF,
    nearest: NEAREST,
    recall: addUp(measured),
  };
}

function readVectorsInto(path: string, name: string, vectors: Int8Array): void {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const read = readSync(file, head, 0, HEAD_BYTES, 0);
    const section = readSectionTable(name, VECTORS_KIND, head.subarray(0, read), Number.MAX_SAFE_INTEGER).get(
      'vectors',
    );
    if (section?.bytes !== vectors.length) throw new Error(`${name} does not hold ${vectors.length} values`);
    for (let at = 0; at < vectors.length; ) {
      const count = readSync(file, vectors, at, Math.min(CHUNK_BYTES, vectors.length - at), section.offset + at);
      if (count === 0) throw new StillwebError('INDEX_CORRUPT', `${name} ends early`, { file: name });
      at += count;
    }
  } finally {
    closeSync(file);
  }
}

export function writeGraph(path: string, space: GraphSpace): void {
  const { lowLinks, highLinks, numbers, levelNodes } = viewGraph(space);
  const plans = planGraphSections(levelNodes);
  const writer = new SectionFileWriter(path, GRAPH_KIND, plans);
  const ranks = plans.find(({ name }) => name === 'numbers')?.elements;
  writer.section('levels').append(levelNodes);
  writer.section('links').append(lowLinks);
  writer.section('numbers').append(numbers.subarray(0, ranks));
  writer.section('upper').append(highLinks);
  writer.finish();
}
