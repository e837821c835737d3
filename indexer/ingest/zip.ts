import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { StillwebError } from '../../src/errors.ts';
import { MAX_HELD_ARCHIVE_BYTES } from '../../src/limits.ts';
import type { CollectionFile, FileRanges } from './collection.ts';
import { expandContent } from './decompression.ts';
import type { Expansion } from './file-bytes.ts';
import { GrowthGuard } from './growth-guard.ts';
import { holdContent } from './held-content.ts';
import { tooLarge } from './packed/archive-budget.ts';
import type { CollectionContainer, PackedEntry } from './packed/container.ts';
import type { ZipDirectory } from './packed/zip-directory.ts';

/** Methods of an entry, as numbers of the standard, that are read. */
const STORED = 0;
const DEFLATED = 8;
/** Their bytes begin with a mark that tells them. */
const MARKED = new Set([12, 93]);
const METHOD_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'shrink'],
  [6, 'implode'],
  [9, 'deflate64'],
  [14, 'lzma'],
  [95, 'xz'],
  [98, 'ppmd'],
]);
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;
/** Systems whose programs keep the type of a file in an entry: Unix and macOS. */
const UNIX = new Set([3, 19]);

/**
 * ZIP: what its central directory says, in code-unit order of the names, as a folder is read. A file on the disk is read where
 * it lies; one that comes as a stream, or in another archive, is held in memory up to a limit.
 * @see PKWARE APPNOTE 6.3.10
 */
export const zipContainer: CollectionContainer = {
  name: 'zip',
  endings: ['.zip'],

  detect(firstBytes) {
    const [first, second, third, fourth] = firstBytes;
    return first === 0x50 && second === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
  },

  async *entries(file, learn) {
    const ranges = file.openRanges?.() ?? (await holdZip(file));
    try {
      const { openDirectory } = await import('./packed/zip-directory.ts');
      const directory = await openDirectory(ranges, file.path);
      for (const { name } of directory.entries) learn(name);
      for (const [place, { entry, name }] of directory.entries.entries()) {
        if (place === directory.entries.length - 1) ranges.reach(ranges.size);
        yield { name, kind: kindOf(entry, name), content: (progress) => readEntry(file, directory, entry, progress) };
      }
    } catch (error) {
      throw corruptFault(file.path, error);
    } finally {
      ranges.close();
    }
  },
};

function holdZip(file: CollectionFile): Promise<FileRanges> {
  return holdContent(file, MAX_HELD_ARCHIVE_BYTES, () =>
    tooLarge(file.path, 'bytes, and is read from no file on the disk', MAX_HELD_ARCHIVE_BYTES),
  );
}

function kindOf({ versionMadeBy, externalFileAttributes }: Entry, name: string): PackedEntry['kind'] {
  if (name.endsWith('/')) return 'folder';
  const type = UNIX.has(versionMadeBy >>> 8) ? (externalFileAttributes >>> 16) & FILE_TYPE : 0;
  if (type === 0 || type === REGULAR) return 'file';
  if (type === FOLDER) return 'folder';
  return type === LINK ? 'link' : 'special';
}

async function* readEntry(
  file: CollectionFile,
  { zip }: ZipDirectory,
  entry: Entry,
  progress: Expansion,
): AsyncGenerator<Buffer> {
  const path = `${file.path}/${entry.fileNameRaw.toString()}`;
  const { compressionMethod: method, compressedSize } = entry;
  if (entry.isEncrypted()) throw unsupported(path, 'is encrypted', 'encryption');
  if (method !== STORED && method !== DEFLATED && !MARKED.has(method)) {
    const name = METHOD_NAMES.get(method) ?? `method ${method}`;
    throw unsupported(path, `is packed with ${name}, which is not read`, name);
  }
  const growth = new GrowthGuard(path, progress);
  progress.bytesRead += compressedSize;
  let sum = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry, MARKED.has(method) ? { decodeFileData: false } : {});
    const chunks = stream as AsyncIterable<Buffer>;
    for await (const chunk of MARKED.has(method) ? expandContent(path, copy(chunks), progress) : chunks) {
      growth.admit(chunk.length);
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    throw corruptFault(path, error);
  }
  if (sum !== entry.crc32) throw corruptFault(path, new Error('its checksum is another one'));
}

async function* copy(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
}

function unsupported(path: string, what: string, compression: string): StillwebError {
  return new StillwebError('COMPRESSION_UNSUPPORTED', `${path} ${what}`, { file: path, compression });
}

/** What a damaged archive makes the unpacker throw; the catalogue's own errors are told as they are. */
function corruptFault(path: string, cause: unknown): StillwebError {
  if (cause instanceof StillwebError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const facts = { file: path, compression: 'zip', reason };
  return new StillwebError('INPUT_CORRUPT', `${path} cannot be read as zip: ${reason}`, facts, { cause });
}
