import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { StillwebError } from '../../src/errors.ts';
import { MAX_FOLDER_DEPTH } from '../../src/limits.ts';
import { type Dirent, lstatSync, readdirSync } from '../../src/store/file-system.ts';
import { findEvaluationEntries } from './beir-set.ts';
import type { CollectionReader, IgnoredEntry } from './collection.ts';
import { inputFault, irregularFault } from './input-fault.ts';
import { findOutput } from './output-place.ts';
import { CACHE_INDEX, findCacheParts } from './page-cache-parts.ts';
import { pageCacheReader } from './page-cache-reader.ts';
import { findReaderByName } from './readers.ts';
import { recordFault } from './record-fault.ts';
import { SKIPPED_FOLDERS } from './skipped-folders.ts';

/**
 * A file to read, something that cannot be read, or something to pass over. A file without a reader is part of another in its folder,
 * which has its name in `beside`.
 */
export type WalkEntry =
  | {
      path: string;
      name: string;
      reader: CollectionReader | null;
      beside?: ReadonlySet<string>;
      fault?: undefined;
      ignored?: undefined;
    }
  | { path: string; fault: StillwebError; ignored?: undefined }
  | { path: string; fault?: undefined; ignored: IgnoredEntry['reason'] };

/**
 * The entries of a folder, nested ones too, files among them in code-unit order of their paths from the folder, whatever
 * order the file system has. No file is opened: the endings of names decide, so that whoever walks sees the same files.
 *
 * Files of no known format, hidden ones, `node_modules`, and the queries and judgments of a BEIR set are no documents and are passed over; a folder among them is
 * not entered. A symbolic link or a special file with the name of a document is a fault: following it could read what is
 * not in the folder. So is what has no name in UTF-8 or cannot be listed.
 *
 * @param output folder of the index that is being built: what the build writes is no entry of its input
 * @throws StillwebError INPUT_MISSING, STORAGE_FAILED when the folder itself cannot be listed
 */
export function* walkFolder(root: string, output?: string): Generator<WalkEntry> {
  yield* walkListed({ root, outputs: findOutput(root, output) }, '', 0, listFolder(root));
}

interface Walk {
  readonly root: string;
  /** Paths from the root that are the build's own. */
  readonly outputs: ReadonlySet<string>;
}

function* walkListed(walk: Walk, prefix: string, depth: number, listed: readonly Listed[]): Generator<WalkEntry> {
  const evaluation = findEvaluationEntries(listed.map(({ name }) => name));
  const parts = findCacheParts(listed.filter(({ entry }) => entry.isFile()).map(({ name }) => name));
  for (const { entry, name, isDecodable, shown } of listed) {
    const id = `${prefix}${name}`;
    if (walk.outputs.has(id)) continue;
    const path = join(walk.root, `${prefix}${shown}`);
    if (name.startsWith('.') || (entry.isDirectory() && SKIPPED_FOLDERS.has(name))) {
      yield { path, ignored: 'hidden' };
      continue;
    }
    if (evaluation.has(name)) {
      yield { path, ignored: 'topics' };
      continue;
    }
    if (entry.isFile() && (parts.has(name) || (parts.size > 0 && name === CACHE_INDEX))) {
      const isPart = parts.has(name);
      yield { path, name: id, ...(isPart ? { reader: null } : { reader: pageCacheReader, beside: parts }) };
      continue;
    }
    const reader = findReaderByName(name);
    if (reader === null && !entry.isDirectory()) {
      yield { path, ignored: entry.isFile() ? 'kind' : entry.isSymbolicLink() ? 'link' : 'special' };
      continue;
    }
    if (!isDecodable) {
      yield { path, fault: recordFault('INVALID_UTF8', { file: path }, 'has a name that is not UTF-8') };
    } else if (entry.isDirectory()) {
      yield* walkNested(walk, `${id}/`, depth + 1);
    } else if (entry.isFile()) {
      yield { path, name: id, reader: reader! };
    } else {
      const what = entry.isSymbolicLink() ? 'is a symbolic link' : 'is no regular file';
      yield { path, fault: irregularFault(path, what) };
    }
  }
}

function* walkNested(walk: Walk, prefix: string, depth: number): Generator<WalkEntry> {
  const path = join(walk.root, prefix.slice(0, -1));
  if (depth > MAX_FOLDER_DEPTH) {
    const what = `is nested deeper than ${MAX_FOLDER_DEPTH} folders`;
    yield { path, fault: recordFault('FOLDER_TOO_DEEP', { file: path }, what, { limit: MAX_FOLDER_DEPTH }) };
    return;
  }
  let listed: Listed[];
  try {
    listed = listFolder(path);
    // Looked at behind the listing: put in the place of the folder before it, a link would have been followed.
    if (!lstatSync(path).isDirectory()) throw irregularFault(path, 'is no folder any more');
  } catch (error) {
    yield { path, fault: error instanceof StillwebError ? error : inputFault(path, error) };
    return;
  }
  yield* walkListed(walk, prefix, depth, listed);
}

interface Listed {
  readonly entry: Dirent<Buffer>;
  /** With U+FFFD in the place of what is not UTF-8. */
  readonly name: string;
  readonly isDecodable: boolean;
  /** For messages: what is not UTF-8 as `\xe9`. */
  readonly shown: string;
}

/**
 * Entries sorted so that walking gives ids in order: a folder `a` holds `a/…`, which comes after `a.md`.
 * @throws StillwebError INPUT_MISSING, STORAGE_FAILED
 */
function listFolder(folder: string): Listed[] {
  let entries: Dirent<Buffer>[];
  try {
    // As bytes: decoded, a name that is not UTF-8 could not be told from one that holds U+FFFD.
    entries = readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (cause) {
    throw inputFault(folder, cause);
  }
  return entries
    .map((entry) => {
      const name = entry.name.toString();
      const isDecodable = isUtf8(entry.name);
      const shown = isDecodable ? name : escapeBytes(entry.name);
      return { entry, name, isDecodable, shown, key: entry.isDirectory() ? `${name}/` : name };
    })
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : Buffer.compare(a.entry.name, b.entry.name)));
}

/** The bytes that are no UTF-8, and a backslash, as `\xe9`: two names never look the same. */
function escapeBytes(name: Buffer): string {
  let text = '';
  for (let start = 0; start < name.length; ) {
    const lengths = [1, 2, 3, 4].filter((length) => start + length <= name.length);
    const length = lengths.find((bytes) => isUtf8(name.subarray(start, start + bytes))) ?? 1;
    const part = name.subarray(start, start + length);
    const isShown = isUtf8(part) && part[0] !== 0x5c;
    text += isShown ? part.toString() : `\\x${part.toString('hex')}`;
    start += length;
  }
  return text;
}
