import { PASSAGES_FILE, vectorsFile } from '../format/file-names.ts';
import { firstPassagesOf, type Manifest } from '../format/manifest.ts';
import { PASSAGES_KIND } from '../format/passages.ts';
import type { ShardPostings } from '../format/postings.ts';
import { readVectors, VECTORS_KIND } from '../format/vectors.ts';
import { TopList } from '../kernel/top-list.ts';
import { KERNEL_ROWS } from '../kernel/vector-kernel.ts';
import { PostingsPart } from '../store/postings-part.ts';
import { SectionFileReader } from '../store/section-file-reader.ts';
import { createVectorMemory } from '../wasm/vector-memory.ts';
import { openVectorKernel } from '../wasm/vector-scan.ts';
import { openLexicalKernel } from '../wasm/window-scan.ts';
import { Bm25Retriever } from './bm25-retriever.ts';
import { ExactScan, type VectorIndex } from './exact-scan.ts';
import { visitNearTerms } from './near-terms.ts';
import { nearestFilesOf } from './nearest-files.ts';
import { rankNearestFirst } from './nearest-first.ts';
import type { NearTerm } from './ranker.ts';
import {
  EMPTY_RANKING,
  hasDirection,
  type Ranking,
  type Retriever,
  type RetrieverQuery,
  type TermReach,
} from './retriever.ts';
import { ShardFinder } from './shard-finder.ts';
import { TermDirectory } from './term-directory.ts';

/**
 * Answers a few queries from the files of an index of engine `stillweb` without opening it: shard after shard, and of
 * each no more than its part of the work needs. The rankings are those that a server gives.
 */

/** Vectors of an exact scan that are in memory at a time. */
const BLOCK_VECTORS = 64 * KERNEL_ROWS;

/** Joins rankings of parts; a passage may be in several. */
class BestPassages {
  readonly #depth: number;
  readonly #documents: Uint32Array | null;
  #best: Ranking = EMPTY_RANKING;

  constructor(depth: number, documents: Uint32Array | null) {
    this.#depth = depth;
    this.#documents = documents;
  }

  add(ranking: Ranking): void {
    const known = new Set(this.#best.passages);
    const top = new TopList(this.#depth, this.#documents);
    for (const { passages, scores } of [this.#best, ranking]) {
      for (const [i, passage] of passages.entries()) {
        if (passages === this.#best.passages || !known.has(passage)) top.offer(scores[i], passage);
      }
    }
    this.#best = top.ranking();
  }

  ranking(): Ranking {
    return this.#best;
  }
}

export interface Shardwise {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Document of each passage. */
  readonly documents: Uint32Array;
}

/** @throws StillwebError INDEX_CORRUPT */
export function openShardwise(folder: string, manifest: Manifest): Shardwise {
  const reader = new SectionFileReader(folder, PASSAGES_FILE, PASSAGES_KIND);
  try {
    const documents = new Uint32Array(manifest.counts.passages);
    const { offset } = reader.section('document', documents.length);
    reader.readAt(new Uint8Array(documents.buffer), offset);
    return { folder, manifest, documents };
  } finally {
    reader.close();
  }
}

/** For each query its first `depth` documents by BM25. */
export function rankByTerms(index: Shardwise, queries: readonly RetrieverQuery[], depth: number): Ranking[] {
  const tops = openTops(index, queries, depth);
  const terms = new Set(queries.flatMap((query) => query.terms.map(({ term }) => term)));
  const part = new PostingsPart(index.folder, index.manifest.counts.shards.length);
  for (const { shard, firstPassage, passages } of shardsOf(index)) {
    const postings = part.read(shard, passages, terms);
    const lexical = { ...sharedParts(index), shards: [postings], firstPassages: [firstPassage] };
    offerAll(new Bm25Retriever(lexical, [openLexicalKernel(postings, part.memory)]), queries, depth, tops);
  }
  return tops.map((top) => top.ranking());
}

/** So many terms of the first shard, evenly over their order. */
export function someTerms(index: Shardwise, count: number): string[] {
  for (const { terms } of postingsOf(index, new Set())) {
    const step = Math.max(1, Math.floor(terms.size / count));
    const found: string[] = [];
    let ordinal = 0;
    for (const term of terms.all()) if (ordinal++ % step === 0 && found.length < count) found.push(term);
    return found;
  }
  return [];
}

/** The reach of each of the terms. */
export function reachByTerms(index: Shardwise, terms: ReadonlySet<string>): Map<string, TermReach> {
  const reaches = new Map<string, TermReach>();
  for (const postings of postingsOf(index, terms)) {
    const directory = new TermDirectory([postings]);
    for (const term of terms) {
      const reach = directory.reachOf(term);
      const known = reaches.get(term);
      if (known?.isHeld !== true) reaches.set(term, reach);
      else if (reach.isHeld && reach.impact > known.impact) reaches.set(term, reach);
    }
  }
  return reaches;
}

/** For each of the words the terms one slip from a form of it. One pass finds them, and another counts their passages. */
export function nearTermsByWord(index: Shardwise, words: readonly (readonly string[])[]): NearTerm[][] {
  const found = words.map(() => new Set<string>());
  for (const { terms } of postingsOf(index, new Set())) {
    for (const [i, forms] of words.entries()) visitNearTerms(terms, forms, (term) => found[i].add(term));
  }
  const counts = new Map<string, number>();
  for (const near of found) for (const term of near) counts.set(term, 0);
  if (counts.size > 0) {
    for (const postings of postingsOf(index, new Set(counts.keys()))) {
      for (const [term, count] of counts) {
        const ordinal = postings.terms.find(term);
        if (ordinal >= 0) counts.set(term, count + postings.frequency(ordinal));
      }
    }
  }
  return found.map((near) => Array.from(near, (term) => ({ term, frequency: counts.get(term) as number })));
}

/** Shard after shard, with the lists of these terms alone; each is valid until the next. */
function* postingsOf(index: Shardwise, terms: ReadonlySet<string>): Generator<ShardPostings> {
  const part = new PostingsPart(index.folder, index.manifest.counts.shards.length);
  for (const { shard, passages } of shardsOf(index)) yield part.read(shard, passages, terms);
}

/** For each query its first `depth` documents by vectors: through graphs or cells where the index has them. */
export function rankByVectors(
  index: Shardwise,
  dimensions: number,
  queries: readonly RetrieverQuery[],
  depth: number,
): Ranking[] {
  const nearest = findNearest(index, dimensions, queries);
  const tops = openTops(index, queries, depth);
  for (const block of blocksOf(index, dimensions)) offerAll(new ExactScan(block), queries, depth, tops);
  if (nearest === null) return tops.map((top) => top.ranking());
  const { documents, isOnePassageEach } = sharedParts(index);
  const options = { depth, groups: isOnePassageEach ? null : documents, accept: null };
  return nearest.map((found, i) => rankNearestFirst(found, options, () => tops[i].ranking()));
}

/** What the graphs, or cells, of all shards find; null where there are none. */
function findNearest(
  { folder, manifest }: Shardwise,
  dimensions: number,
  queries: readonly RetrieverQuery[],
): Ranking[] | null {
  const files = nearestFilesOf(manifest);
  if (files === null) return null;
  const { nearest } = files;
  const { shards } = manifest.counts;
  const tops = queries.map(() => new TopList(nearest, null));
  const vectorReaders = shards.map((_, shard) => new SectionFileReader(folder, vectorsFile(shard), VECTORS_KIND));
  const readers = shards.map((_, shard) => new SectionFileReader(folder, files.nameOf(shard), files.kind));
  const largest = (readers: readonly SectionFileReader[]) => Math.max(...readers.map(({ bytes }) => bytes));
  // One memory for all shards in turn.
  const memory = createVectorMemory(largest(vectorReaders), largest(readers));
  const buffer = memory?.memory.buffer ?? new SharedArrayBuffer(largest(vectorReaders) + largest(readers));
  const besideAt = memory?.besideAt ?? largest(vectorReaders);
  for (const [shard, firstPassage] of firstPassagesOf(manifest.counts.shards).entries()) {
    const vectorBytes = new Uint8Array(buffer, 0, vectorReaders[shard].bytes);
    const bytes = new Uint8Array(buffer, besideAt, readers[shard].bytes);
    vectorReaders[shard].readAt(vectorBytes, 0);
    readers[shard].readAt(bytes, 0);
    const vectors = readVectors(vectorsFile(shard), vectorBytes, shards[shard], dimensions);
    const search = files.open({ name: files.nameOf(shard), bytes, vectors, dimensions, memory });
    const finder = new ShardFinder([search], [firstPassage], nearest);
    for (const [i, { vector }] of queries.entries()) {
      if (!hasDirection(vector)) continue;
      const { passages, scores } = finder.findNearest(vector);
      for (const [at, passage] of passages.entries()) tops[i].offer(scores[at], passage);
    }
  }
  for (const reader of [...vectorReaders, ...readers]) reader.close();
  return tops.map((top) => top.ranking());
}

/** The vectors of the index, so many at a time, each block as if it were all there is; valid until the next. */
function* blocksOf(index: Shardwise, dimensions: number): Generator<VectorIndex> {
  const memory = createVectorMemory(BLOCK_VECTORS * dimensions);
  const buffer = memory?.memory.buffer ?? new SharedArrayBuffer(BLOCK_VECTORS * dimensions);
  const room = new Int8Array(buffer, 0, BLOCK_VECTORS * dimensions);
  const kernels = [openVectorKernel(room, dimensions, memory)];
  for (const { shard, firstPassage, passages } of shardsOf(index)) {
    const reader = new SectionFileReader(index.folder, vectorsFile(shard), VECTORS_KIND);
    try {
      const { offset } = reader.section('vectors', passages * dimensions);
      for (let start = 0; start < passages; start += BLOCK_VECTORS) {
        const block = room.subarray(0, Math.min(BLOCK_VECTORS, passages - start) * dimensions);
        reader.readAt(block, offset + start * dimensions);
        const shards = [block.length / dimensions];
        yield { ...sharedParts(index), dimensions, shards, firstPassages: [firstPassage + start], kernels };
      }
    } finally {
      reader.close();
    }
  }
}

function sharedParts({ manifest, documents }: Shardwise) {
  return { documents, isOnePassageEach: manifest.counts.passages === manifest.counts.documents };
}

function shardsOf({ manifest }: Shardwise) {
  const firstPassages = firstPassagesOf(manifest.counts.shards);
  return manifest.counts.shards.map((passages, shard) => ({ shard, passages, firstPassage: firstPassages[shard] }));
}

/** One passage a document, its best. */
function openTops(index: Shardwise, queries: readonly RetrieverQuery[], depth: number): BestPassages[] {
  const { documents, isOnePassageEach } = sharedParts(index);
  return queries.map(() => new BestPassages(depth, isOnePassageEach ? null : documents));
}

function offerAll(
  retriever: Retriever,
  queries: readonly RetrieverQuery[],
  depth: number,
  tops: readonly BestPassages[],
): void {
  for (const [i, query] of queries.entries()) {
    tops[i].add(retriever.retrieve(query, { depth, unit: 'document', accept: null }));
  }
}
