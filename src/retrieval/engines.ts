import type { RankingManifest } from '../format/manifest.ts';
import type { IndexView } from '../store/index-view.ts';
import { ExactScan } from './exact-scan.ts';
import type { Retriever } from './retriever.ts';
import { WindowedScorer } from './windowed-scorer.ts';

/** The retrievers of an index, by the engine that its manifest names. */
export async function openRetrievers(view: IndexView): Promise<{ lexical: Retriever; dense: Retriever | null }> {
  const { passages, firstPassages, postings, vectors } = view;
  const { encoder } = view.index.manifest;
  const shared = {
    firstPassages,
    documents: passages.document,
    isOnePassageEach: passages.passages === passages.documents,
  };
  const lexical = new WindowedScorer({ ...shared, shards: postings });
  const dense = encoder === null ? null : new ExactScan({ ...shared, shards: vectors, dimensions: encoder.dimensions });
  return { lexical, dense };
}

/** Writes the files that another engine than ours needs beside the assembled ones. */
export async function buildEngineFiles(_folder: string, _manifest: RankingManifest): Promise<void> {}
