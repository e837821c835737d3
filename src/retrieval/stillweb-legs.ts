import { postingsFile, vectorsFile } from '../format/file-names.ts';
import type { VectorKernel } from '../kernel/vector-kernel.ts';
import type { IndexView } from '../store/index-view.ts';
import { openVectorKernel } from '../wasm/vector-scan.ts';
import { openLexicalKernel } from '../wasm/window-scan.ts';
import { Bm25Retriever } from './bm25-retriever.ts';
import { DiskVectorKernel } from './disk-kernel.ts';
import { ExactScan, type VectorIndex } from './exact-scan.ts';
import type { GpuMailbox } from './gpu/mailbox.ts';
import { openInCells, openInCodes, openInGraph, type ShardVectors } from './nearest-files.ts';
import { NearestFirst } from './nearest-first.ts';
import type { Retriever } from './retriever.ts';
import { ShardFinder } from './shard-finder.ts';

/** The legs of engine `stillweb`, one by one: other engines take the one that they do not replace. */

export function openBm25(view: IndexView): Bm25Retriever {
  const { index, postings } = view;
  const kernels = postings.map((shard, i) => openLexicalKernel(shard, index.postingsMemory[postingsFile(i)] ?? null));
  return new Bm25Retriever({ ...sharedParts(view), shards: postings }, kernels);
}

/** What a dense leg needs of an index; null where it has no vectors. */
export function vectorIndexOf(view: IndexView): VectorIndex | null {
  const { index, vectors } = view;
  const { encoder, counts } = index.manifest;
  if (encoder === null) return null;
  const { dimensions } = encoder;
  const kernels: VectorKernel[] = [];
  try {
    for (const [shard, passages] of counts.shards.entries()) {
      const memory = index.vectorMemory[vectorsFile(shard)] ?? null;
      kernels.push(
        index.vectors === 'disk'
          ? new DiskVectorKernel(index.folder, { shard, passages, dimensions, memory })
          : openVectorKernel(vectors[shard], dimensions, memory),
      );
    }
  } catch (fault) {
    for (const kernel of kernels) kernel.close?.();
    throw fault;
  }
  return { ...sharedParts(view), shards: counts.shards, dimensions, kernels };
}

/** Cells or graphs where the index has them, and the exact scan otherwise; null where it has no vectors. */
export async function openDense(view: IndexView, mailbox: GpuMailbox | null): Promise<Retriever | null> {
  const index = vectorIndexOf(view);
  if (index === null) return null;
  const scan = new ExactScan(index);
  try {
    const finder = openFinder(view, index);
    if (finder !== null) return new NearestFirst(index, finder, scan);
    if (mailbox === null) return scan;
    const [{ GpuClient }, { GpuScan }] = await Promise.all([
      import('./gpu/gpu-client.ts'),
      import('./gpu/gpu-scan.ts'),
    ]);
    return new GpuScan(index, new GpuClient(mailbox), scan);
  } catch (fault) {
    scan.close();
    throw fault;
  }
}

/** What finds the nearest without comparing every vector; null where nothing does. */
function openFinder(view: IndexView, index: VectorIndex): ShardFinder | null {
  const { graph, cells } = view.index.manifest;
  const { kernels, dimensions, firstPassages } = index;
  const vectorsOf = (shard: number): ShardVectors => ({
    vectors: view.vectors[shard],
    dimensions,
    memory: view.index.vectorMemory[vectorsFile(shard)] ?? null,
  });
  if (cells !== undefined) {
    const isOnDisk = view.index.vectors === 'disk';
    const searches = view.cells.map((sections, shard) =>
      isOnDisk
        ? openInCodes(sections, vectorsOf(shard), kernels[shard], cells)
        : openInCells(sections, vectorsOf(shard), cells),
    );
    return new ShardFinder(searches, firstPassages, cells.nearest);
  }
  if (graph === undefined) return null;
  const searches = view.graphs.map((sections, shard) => openInGraph(sections, vectorsOf(shard), graph.ef));
  return new ShardFinder(searches, firstPassages, graph.nearest);
}

function sharedParts({ firstPassages, passages }: IndexView) {
  return {
    firstPassages,
    documents: passages.document,
    isOnePassageEach: passages.passages === passages.documents,
  };
}
