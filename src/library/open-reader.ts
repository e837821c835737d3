import type { CanonicalFetch } from '../contract/canonical-fetch.ts';
import type { PlacedDocument } from '../contract/search.ts';
import { LocalDocuments } from '../reading/readable-documents.ts';
import { Reader } from '../reading/reader.ts';
import { DocumentStore } from '../store/document-store.ts';
import { viewIndex } from '../store/index-view.ts';
import type { OpenIndex } from '../store/open.ts';
import { type Original, OriginalStore } from '../store/original-store.ts';

/** Readings of the calling thread, without what a search needs beside. */
export interface OpenReader {
  /** @throws StillwebError as `Reader.fetch` */
  fetch(request: CanonicalFetch['request']): PlacedDocument[];
  /** What a document was made of; null where that is not kept. @throws StillwebError DOCUMENT_NOT_FOUND, INDEX_CORRUPT */
  original(id: string): Original | null;
  close(): void;
}

/** @throws StillwebError INDEX_CORRUPT */
export async function openReader(index: OpenIndex): Promise<OpenReader> {
  const view = viewIndex(index);
  const documents = await DocumentStore.open(index.folder, view.blocks);
  const originals = view.originals === null ? null : await OriginalStore.open(index.folder, view.originals);
  const reader = new Reader(new LocalDocuments(view, documents));
  return {
    fetch: (request) => reader.fetch(request),
    original: (id) => originals?.get(reader.numberOf(id)) ?? null,
    close: () => {
      documents.close();
      originals?.close();
    },
  };
}
