import type { GrepPage, GrepRequest } from '../contract/grep.ts';
import { Grepper } from '../grep/grepper.ts';
import { Conditions } from '../retrieval/conditions.ts';
import { analyzerOf } from '../retrieval/index-analyzer.ts';
import { DocumentStore } from '../store/document-store.ts';
import { viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';

/** Greps of the calling thread, without what a search needs beside. */
export interface OpenGrepper {
  /** @throws StillwebError PATTERN_INVALID, CURSOR_INVALID, INDEX_CORRUPT */
  grep(request: GrepRequest): GrepPage;
  close(): void;
}

/** @throws StillwebError INDEX_CORRUPT, INDEX_TOO_OLD, INDEX_TOO_NEW */
export async function openGrepper(index: OpenIndex): Promise<OpenGrepper> {
  const analyzer = analyzerOf(index.manifest);
  const view = viewIndex(index);
  const documents = await DocumentStore.open(index.folder, view.blocks);
  const conditions = new Conditions(view, documents);
  const grepper = new Grepper(view, documents, analyzer);
  return {
    grep: (request) => grepper.grep(request, conditions.admitDocuments(request.filter)),
    close: () => documents.close(),
  };
}
