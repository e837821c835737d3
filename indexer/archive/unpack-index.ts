import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { sha256 } from '../../src/bytes/hash.ts';
import { decodeManifest, encodeManifest, type Manifest } from '../../src/format/manifest.ts';
import { closeBehind, removeFile, tryToRemove, writeFully } from '../../src/store/durable.ts';
import { closeSync, fsyncSync, mkdirSync, openSync } from '../../src/store/file-system.ts';
import { buildingFolder } from '../../src/store/layout.ts';
import { lockDirectory } from '../../src/store/lock.ts';
import { checkDirectory, claimDirectory, removeLeftovers } from '../../src/store/output-folder.ts';
import { removeEmptyFolder } from '../../src/store/own-files.ts';
import { checkName, publishGeneration } from '../../src/store/publish.ts';
import { storageFault } from '../../src/store/storage-fault.ts';
import { checkBuilding, clearStaged, isBuildFile, stagedFolder } from '../building-folder.ts';
import { readContent } from '../ingest/decompression.ts';
import { PageRecord } from '../sources/page-record.ts';
import { placePageRecord } from '../sources/place-records.ts';
import { PAGE_RECORD } from '../sources/record-names.ts';
import { TarStream } from './tar-stream.ts';

/** Far above what the manifest of any index has. */
const MOST_MANIFEST_BYTES = 256 * 1024 * 1024;

export interface UnpackOptions {
  /** The archive, as `packIndex` writes it, plain or in gzip, bzip2 or zstd. */
  readonly file: string;
  /** Index directory: absent, empty, or one that is there. */
  readonly directory: string;
  /** Name under which the index is served. */
  readonly name?: string;
}

export interface UnpackedIndex {
  readonly id: string;
  readonly generation: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Makes the index of an archive the current generation of a directory. Nothing of it is current before every byte was compared
 * with the hashes of its manifest, and that with the name of the generation. Only files that the manifest names are written, below
 * the directory, under the names that an index gives them.
 *
 * @throws StillwebError ARCHIVE_INVALID; INPUT_*; INDEX_CORRUPT, INDEX_TOO_NEW, INDEX_TOO_OLD for its manifest; OUTPUT_NOT_OURS,
 * OUTPUT_UNUSABLE, INDEX_LOCKED; STORAGE_FAILED
 */
export async function unpackIndex(options: UnpackOptions): Promise<UnpackedIndex> {
  try {
    if (options.name !== undefined) checkName(options.name);
    checkDirectory(options.directory);
    return await unpack(resolve(options.directory), options);
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

async function unpack(directory: string, { file, name }: UnpackOptions): Promise<UnpackedIndex> {
  const stream = new TarStream(file, readContent(file));
  try {
    // Before anything is written: the archive may be none.
    const head = await readHead(stream);
    const { generation, manifest } = head;
    claimDirectory(directory);
    const unlock = lockDirectory(directory);
    try {
      removeLeftovers(directory);
      await unpackLocked(directory, stream, head, name);
    } finally {
      unlock();
    }
    const bytes = manifest.files.reduce((sum, each) => sum + each.bytes, 0);
    return { id: manifest.id, generation, files: manifest.files.length, bytes };
  } finally {
    await stream.close();
  }
}

interface ArchiveHead {
  readonly generation: string;
  readonly manifest: Manifest;
}

/** @throws StillwebError ARCHIVE_INVALID */
async function readHead(stream: TarStream): Promise<ArchiveHead> {
  const entry = await stream.next();
  const [, generation] = /^([0-9a-f]{16}-[0-9a-f]{16})\/manifest\.json$/.exec(entry?.name ?? '') ?? [];
  if (entry === null || generation === undefined || entry.bytes > MOST_MANIFEST_BYTES) {
    throw stream.invalid('does not begin with the manifest of a generation');
  }
  const pieces: Buffer[] = [];
  await stream.take(entry.bytes, (piece) => pieces.push(piece));
  const text = Buffer.concat(pieces).toString();
  const manifest = decodeManifest(text);
  const isOwnName = generation === `${manifest.id.slice(0, 16)}-${sha256(text).slice(0, 16)}`;
  const strange = manifest.files.find(({ name }) => !isBuildFile(name));
  if (strange !== undefined) {
    throw stream.invalid(`names ${strange.name}, which neither an index nor an engine that is known here has`);
  }
  if (isOwnName && encodeManifest(manifest) === text) return { generation, manifest };
  throw stream.invalid('has a manifest that is not the one of its generation');
}

/** @param content of the archive, behind its manifest */
async function unpackLocked(
  directory: string,
  content: TarStream,
  { generation, manifest }: ArchiveHead,
  name: string | undefined,
): Promise<void> {
  const building = buildingFolder(directory);
  const staged = stagedFolder(building);
  const record = join(building, PAGE_RECORD);
  checkBuilding(building);
  clearStaged(building);
  removeFile(record);
  mkdirSync(staged, { recursive: true });
  try {
    const hasRecord = await writeFiles(content, { generation, manifest }, staged, record);
    publishGeneration(directory, staged, manifest, { name }, () => {
      if (hasRecord) placePageRecord(directory, record, generation);
    });
  } finally {
    clearStaged(building);
    tryToRemove(record);
    removeEmptyFolder(building);
  }
}

/** @returns whether there is a record of pages */
async function writeFiles(
  content: TarStream,
  { generation, manifest }: ArchiveHead,
  staged: string,
  record: string,
): Promise<boolean> {
  for (const { name, bytes, sha256: expected } of manifest.files) {
    const entry = await content.next();
    if (entry?.name !== `${generation}/${name}` || entry.bytes !== bytes) {
      throw content.invalid(`has another file where its manifest names ${name} of ${bytes} bytes`);
    }
    const found = await writeEntry(content, join(staged, name), bytes);
    if (found !== expected) throw content.invalid(`holds a ${name} that fails its checksum`);
  }
  const last = await content.next();
  if (last === null) return false;
  if (last.name !== `${generation}/${PAGE_RECORD}`) throw content.invalid('holds a file that no index has');
  await writeEntry(content, record, last.bytes);
  if ((await content.next()) !== null) throw content.invalid('holds a file that no index has');
  // Reads it to its end and compares its hash.
  new PageRecord(record, PAGE_RECORD, manifest.counts.documents).close();
  return true;
}

/** @returns the hash of the file, which is synced when it is published */
async function writeEntry(stream: TarStream, path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const file = openSync(path, 'wx');
  try {
    await stream.take(bytes, (piece) => {
      hash.update(piece);
      writeFully(file, piece);
    });
    fsyncSync(file);
  } catch (error) {
    closeBehind(file);
    throw error;
  }
  closeSync(file);
  return hash.digest('hex');
}
