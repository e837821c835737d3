import { StillwebError } from '../errors.ts';
import { postingsFile, vectorsFile } from '../format/file-names.ts';
import type { EngineName, RankingManifest } from '../format/manifest.ts';
import type { VectorKernel } from '../kernel/vector-kernel.ts';
import type { IndexView } from '../store/index-view.ts';
import { graphArrays, openGraphSearch } from '../wasm/graph-search.ts';
import { openVectorKernel } from '../wasm/vector-scan.ts';
import { openLexicalKernel } from '../wasm/window-scan.ts';
import { Bm25Retriever } from './bm25-retriever.ts';
import { ExactScan, type VectorIndex } from './exact-scan.ts';
import { GpuClient } from './gpu/gpu-client.ts';
import { GpuScan } from './gpu/gpu-scan.ts';
import type { GpuMailbox } from './gpu/mailbox.ts';
import { HnswFinder } from './hnsw-finder.ts';
import { writeHnswlibFile } from './hnswlib-file.ts';
import { HnswlibFinder } from './hnswlib-finder.ts';
import { loadHnswlib } from './hnswlib-module.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { NearestFirst } from './nearest-first.ts';
import type { Retriever } from './retriever.ts';
import { writeWinkFile } from './wink-file.ts';
import { WinkRetriever } from './wink-retriever.ts';

/**
 * The engines that an index may name, and the leg in which each differs from `stillweb`:
 *
 *   stillweb  BM25 over windows of integer impacts; exact scan of the vectors, or graphs of ours where the index has them
 *   wink      BM25 by wink-bm25-text-search
 *   hnswlib   approximate nearest neighbours by hnswlib-node, an optional native dependency
 */

/**
 * The retrievers of an index, by the engine that its manifest names.
 *
 * @param mailbox to the GPU that holds the vectors; null to compare them on the CPU, with the same answers
 * @throws StillwebError ENGINE_MISSING, INDEX_CORRUPT
 */
export async function openRetrievers(
  view: IndexView,
  mailbox: GpuMailbox | null = null,
): Promise<{ lexical: Retriever; dense: Retriever | null }> {
  const { passages, firstPassages, postings, vectors } = view;
  const { encoder, engine } = view.index.manifest;
  const shared = {
    firstPassages,
    documents: passages.document,
    isOnePassageEach: passages.passages === passages.documents,
  };
  const lexical = engine === 'wink' ? WinkRetriever.open(view) : openBm25(view, { ...shared, shards: postings });
  if (encoder === null) return { lexical, dense: null };
  const { dimensions } = encoder;
  const index = { ...shared, shards: vectors, dimensions, kernels: openKernels(view, dimensions) };
  return { lexical, dense: openDense(view, index, mailbox) };
}

function openDense(view: IndexView, index: VectorIndex, mailbox: GpuMailbox | null): Retriever {
  const { engine, graph } = view.index.manifest;
  const scan = new ExactScan(index);
  if (engine === 'hnswlib') {
    return new NearestFirst(index, HnswlibFinder.open(loadHnswlib(), view, index), scan);
  }
  if (graph === undefined) return mailbox === null ? scan : new GpuScan(index, new GpuClient(mailbox), scan);
  const searches = view.graphs.map((sections, shard) =>
    openGraphSearch(
      graphArrays(sections, index.shards[shard], index.dimensions),
      view.index.vectorMemory[vectorsFile(shard)] ?? null,
    ),
  );
  return new NearestFirst(index, new HnswFinder(searches, index.firstPassages, graph.ef, graph.nearest), scan);
}

/** Whether the dense leg is the exact scan, which a GPU can take over without changing a ranking. */
export function comparesEveryVector({
  engine,
  encoder,
  graph,
}: Pick<RankingManifest, 'engine' | 'encoder' | 'graph'>): boolean {
  return encoder !== null && engine !== 'hnswlib' && graph === undefined;
}

function openBm25({ index }: IndexView, lexical: LexicalIndex): Bm25Retriever {
  const kernels = lexical.shards.map((shard, i) =>
    openLexicalKernel(shard, index.postingsMemory[postingsFile(i)] ?? null),
  );
  return new Bm25Retriever(lexical, kernels);
}

/** The kernel over the vectors of each shard. */
function openKernels({ index, vectors }: IndexView, dimensions: number): VectorKernel[] {
  return vectors.map((shard, i) => openVectorKernel(shard, dimensions, index.vectorMemory[vectorsFile(i)] ?? null));
}

/**
 * Refuses what would fail at the end of a build, or in every worker of a server.
 *
 * @param encoder kind, or `none`
 * @throws StillwebError ENGINE_MISSING, UNSUPPORTED
 */
export function checkEngine(engine: EngineName, encoder: string): void {
  if (engine !== 'hnswlib') return;
  if (encoder === 'none') throw withoutVectors();
  loadHnswlib();
}

function withoutVectors(): StillwebError {
  const facts = { engine: 'hnswlib', supported: ['stillweb', 'wink'] };
  return new StillwebError('UNSUPPORTED', 'engine hnswlib searches vectors, and encoder none makes none', facts);
}

/**
 * Writes the file that another engine than ours needs beside the assembled ones.
 *
 * @throws StillwebError ENGINE_MISSING; UNSUPPORTED for a collection that the engine cannot hold; STORAGE_FAILED
 */
export async function buildEngineFiles(folder: string, manifest: RankingManifest): Promise<void> {
  const { engine, encoder, counts } = manifest;
  if (engine === 'wink') writeWinkFile(folder, manifest);
  if (engine !== 'hnswlib') return;
  if (encoder === null) throw withoutVectors();
  await writeHnswlibFile(folder, counts, encoder.dimensions, loadHnswlib());
}
