import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { StillwebError } from '../../src/errors.ts';
import { MANIFEST_FILE } from '../../src/format/file-names.ts';
import { closeBehind, removeFile, syncFolder, tryToRemove, writeFully } from '../../src/store/durable.ts';
import { readPieces } from '../../src/store/file-pieces.ts';
import { closeSync, fsyncSync, openSync, renameSync, statSync } from '../../src/store/file-system.ts';
import { readManifest, verifyFiles } from '../../src/store/open.ts';
import { openRegular } from '../../src/store/regular-file.ts';
import { storageFault } from '../../src/store/storage-fault.ts';
import { PAGE_RECORD, pageRecordFile } from '../sources/record-names.ts';
import { encodeTarHeader, paddingOf, TAR_END } from './tar-header.ts';

/**
 * One archive of an index: a tar file with the manifest, the files that it names in its order, and what is remembered of the pages of
 * the collection. It holds no time, owner, path or name, so that one generation is one archive, byte for byte.
 */

export interface PackedIndex {
  readonly id: string;
  readonly generation: string;
  readonly bytes: number;
  /** Of the archive. */
  readonly sha256: string;
}

/**
 * Packs the current generation of a directory, compared with its hashes first.
 *
 * @param out the archive; what is there is replaced once it is whole
 * @throws StillwebError INDEX_MISSING, INDEX_CORRUPT, STORAGE_FAILED; SETTING_INVALID for an archive inside the index
 */
export function packIndex(directory: string, out: string): PackedIndex {
  try {
    return pack(resolve(directory), resolve(out));
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

function pack(directory: string, out: string): PackedIndex {
  const { current, folder, manifest } = readManifest(directory);
  if (out === directory || out.startsWith(join(directory, '/'))) {
    const message = `${out} is inside the index directory, where nothing but an index may be`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'out' });
  }
  verifyFiles(
    folder,
    manifest,
    manifest.files.map(({ name }) => name),
  );
  const { generation } = current;
  const files = [MANIFEST_FILE, ...manifest.files.map(({ name }) => name)];
  const paths = files.map((name) => ({ name, path: join(folder, name) }));
  const record = pageRecordFile(directory, generation);
  if (isThere(record)) paths.push({ name: PAGE_RECORD, path: record });
  const temporary = `${out}.new`;
  removeFile(temporary);
  const file = openSync(temporary, 'wx');
  const hash = createHash('sha256');
  let bytes = 0;
  const write = (chunk: Uint8Array): void => {
    hash.update(chunk);
    writeFully(file, chunk);
    bytes += chunk.length;
  };
  try {
    for (const { name, path } of paths) copyFile(`${generation}/${name}`, path, write);
    write(TAR_END);
    fsyncSync(file);
  } catch (error) {
    closeBehind(file);
    tryToRemove(temporary);
    throw error;
  }
  closeSync(file);
  renameSync(temporary, out);
  syncFolder(join(out, '..'));
  return { id: manifest.id, generation, bytes, sha256: hash.digest('hex') };
}

function copyFile(entry: string, path: string, write: (chunk: Uint8Array) => void): void {
  const file = openRegular(path);
  try {
    const { size } = statSync(path);
    write(encodeTarHeader(entry, size));
    const read = readPieces(file, write, size);
    if (read < size) throw new StillwebError('INDEX_CORRUPT', `${entry} ends at byte ${read}`, { file: entry });
    write(Buffer.alloc(paddingOf(size)));
  } finally {
    closeSync(file);
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
