import { join } from 'node:path';
import {
  ATTRIBUTES_FILE,
  BLOCKS_FILE,
  DOCUMENTS_FILE,
  DUPLICATES_FILE,
  FIELDS_FILE,
  IDS_FILE,
  LINKS_FILE,
  PASSAGES_FILE,
  URLS_FILE,
} from '../format/file-names.ts';
import { refuseUnbounded } from './bounds/refuse-unbounded.ts';
import { closeSync } from './file-system.ts';
import { type IndexView, viewIndex } from './index-view.ts';
import { defaultName } from './layout.ts';
import { readManifest, verifyFiles } from './open.ts';
import { openRegular } from './regular-file.ts';
import { readShared } from './shared-file.ts';
import { openFault } from './storage-fault.ts';

/**
 * Opens what the current generation says of documents, and nothing that is for searching: no postings, no vectors, no graph. The
 * files of that, and the documents, are compared with their hashes first.
 *
 * @param directory absolute
 * @throws StillwebError INDEX_MISSING; INDEX_CORRUPT naming the file; INDEX_TOO_NEW; INDEX_TOO_OLD; STORAGE_FAILED
 */
export function openTables(directory: string): { readonly view: IndexView; readonly generation: string } {
  const { current, folder, manifest } = readManifest(directory);
  const names = [
    ...[PASSAGES_FILE, ATTRIBUTES_FILE, IDS_FILE, URLS_FILE, LINKS_FILE, DUPLICATES_FILE, BLOCKS_FILE],
    ...(manifest.fields === undefined ? [] : [FIELDS_FILE]),
  ];
  verifyFiles(folder, manifest, [...names, DOCUMENTS_FILE]);
  const sizes = new Map(manifest.files.map(({ name, bytes }) => [name, bytes]));
  const memory = Object.fromEntries(names.map((name) => [name, readInto(folder, name, sizes.get(name) ?? 0)]));
  const name = current.name ?? defaultName(directory);
  const index = { name, folder, manifest, vectors: 'memory' as const, memory, postingsMemory: {}, vectorMemory: {} };
  const view = viewIndex(index, () => []);
  refuseUnbounded(view);
  return { view, generation: current.generation };
}

function readInto(folder: string, name: string, bytes: number): SharedArrayBuffer {
  let file: number;
  try {
    file = openRegular(join(folder, name));
  } catch (cause) {
    throw openFault(name, cause);
  }
  try {
    return readShared(file, bytes);
  } finally {
    closeSync(file);
  }
}
