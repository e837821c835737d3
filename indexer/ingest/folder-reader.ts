import { join } from 'node:path';
import type { StillwebError } from '../../src/errors.ts';
import { MAX_FOLDER_DEPTH } from '../../src/limits.ts';
import { type Dirent, readdirSync } from '../../src/store/file-system.ts';
import type { CollectedDocument, CollectionReader, CollectionSource, IgnoredEntry, ReadOptions } from './collection.ts';
import { inputFault } from './file-bytes.ts';
import { findPageKind, type PageKind } from './page.ts';
import { readPage } from './page-reader.ts';
import { recordFault } from './record-fault.ts';

/** Folders that hold tools and not documents: passed over as hidden ones are. */
const SKIPPED_FOLDERS = new Set(['node_modules']);

/**
 * A folder of Markdown, HTML and text files, nested. The id of a document is its path from the folder, with `/`.
 *
 * Files of other kinds, hidden ones and `node_modules` are no documents: they are passed over, and told to `onIgnored`.
 * A symbolic link or a special file with the name of a document is a problem: following it could read what is not in the
 * folder.
 */
export const folderReader: CollectionReader = {
  format: 'folder',

  async *read(source: CollectionSource, options: ReadOptions): AsyncGenerator<CollectedDocument> {
    let bytesRead = 0;
    for (const entry of walkFolder(source.path)) {
      if (entry.ignored !== undefined) {
        options.onIgnored?.({ path: entry.path, reason: entry.ignored });
        continue;
      }
      if (entry.fault !== undefined) {
        options.onProblem({ code: entry.fault.code, location: { file: entry.path }, error: entry.fault });
        continue;
      }
      const collected = await readPage(
        { path: entry.path, id: entry.id, kind: entry.kind, refuseLinks: true },
        options,
      );
      if (collected === null) continue;
      bytesRead += collected.bytesRead;
      yield { ...collected, bytesRead };
    }
  },
};

/** A document, something that cannot be read, or something to pass over. */
type Entry =
  | { path: string; id: string; kind: PageKind; fault?: undefined; ignored?: undefined }
  | { path: string; fault: StillwebError; ignored?: undefined }
  | { path: string; fault?: undefined; ignored: IgnoredEntry['reason'] };

/**
 * The entries of a folder, documents among them in code-unit order of their ids, whatever order the file system has.
 * A folder that is passed over is not entered.
 *
 * @throws StillwebError INPUT_MISSING, STORAGE_FAILED for a folder that cannot be listed
 */
export function* walkFolder(root: string, prefix = '', depth = 0): Generator<Entry> {
  const folder = join(root, prefix.slice(0, -1));
  if (depth > MAX_FOLDER_DEPTH) {
    const what = `is nested deeper than ${MAX_FOLDER_DEPTH} folders`;
    yield { path: folder, fault: recordFault('FOLDER_TOO_DEEP', { file: folder }, what, { limit: MAX_FOLDER_DEPTH }) };
    return;
  }
  for (const { entry, name } of listFolder(folder)) {
    const id = `${prefix}${name}`;
    const path = join(root, id);
    if (name.startsWith('.') || (entry.isDirectory() && SKIPPED_FOLDERS.has(name))) {
      yield { path, ignored: 'hidden' };
      continue;
    }
    const kind = findPageKind(name);
    if (kind === null && !entry.isDirectory()) {
      yield { path, ignored: entry.isFile() ? 'kind' : entry.isSymbolicLink() ? 'link' : 'special' };
      continue;
    }
    if (name.includes('\ufffd')) {
      yield { path, fault: recordFault('INVALID_UTF8', { file: path }, 'has a name that is not UTF-8') };
    } else if (entry.isDirectory()) {
      yield* walkFolder(root, `${id}/`, depth + 1);
    } else if (entry.isFile()) {
      yield { path, id, kind: kind! };
    } else {
      const what = entry.isSymbolicLink() ? 'is a symbolic link' : 'is no regular file';
      yield { path, fault: recordFault('FILE_IRREGULAR', { file: path }, what) };
    }
  }
}

/** Entries sorted so that walking gives ids in order: a folder `a` holds `a/…`, which comes after `a.md`. */
function listFolder(folder: string): { entry: Dirent; name: string }[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw inputFault(folder, cause);
  }
  const key = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
  return entries
    .map((entry) => ({ entry, name: entry.name, key: key(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
