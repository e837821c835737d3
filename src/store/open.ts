import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { sha256 } from '../bytes/hash.ts';
import type { NamedReranker } from '../contract/reranker-description.ts';
import { StillwebError } from '../errors.ts';
import {
  besideVectors,
  cellsFile,
  graphFile,
  isHeldInMemory,
  isVectors,
  MANIFEST_FILE,
  positionsFile,
  postingsFile,
  vectorsFile,
} from '../format/file-names.ts';
import { decodeManifest, type Manifest, type ManifestFile } from '../format/manifest.ts';
import { POSITIONS_MEMORY_BYTES } from '../limits.ts';
import { createPostingsMemory, type PostingsMemory } from '../wasm/postings-memory.ts';
import { createRoomMemory, createVectorMemory, type VectorMemory } from '../wasm/vector-memory.ts';
import { refuseUnbounded } from './bounds/refuse-unbounded.ts';
import { closeSync, fstatSync, readdirSync, readSync, statSync } from './file-system.ts';
import { viewIndex } from './index-view.ts';
import { type Current, currentFile, defaultName, generationFolder } from './layout.ts';
import type { OpenIndex, VectorPlace } from './open-index.ts';
import { openRegular, readRegular } from './regular-file.ts';
import { isAbsent, isNoFile, openFault, storageFault } from './storage-fault.ts';

export interface OpenOptions {
  /** Overrides the name of the index. */
  readonly name?: string;
  /** Where the encoder of the index is on this machine. Default: where it was when the index was built. */
  readonly encoderPath?: string;
  /** Where it encodes queries, for a kind that can run in several places. Default: that of its kind for queries. */
  readonly encoderDevice?: string;
  /** Rerankers that its searches may ask for, beside those that are registered. */
  readonly rerankers?: readonly NamedReranker[];
  /** Folder in which it keeps the vectors of queries, for a kind that others compute for. Default: nowhere. */
  readonly encoderCache?: string;
  /** false for whoever looks through every structure afterwards, and would name what is wrong: `check`. Default: true. */
  readonly checksBounds?: boolean;
  /** Bytes of positions that are held in memory, for phrases; of more shards they are read from disk. Default: POSITIONS_MEMORY_BYTES */
  readonly positionsMemory?: number;
  /** `disk`: vectors are read when they are compared. UNSUPPORTED where graphs are walked. Default: `memory`. */
  readonly vectors?: VectorPlace;
  /** Called after each file with the bytes read so far and in all. */
  readonly onProgress?: (bytes: number, totalBytes: number) => void;
}

export type { OpenIndex } from './open-index.ts';

/** What was read is hashed while it stands in the cache of the core: with more at a time it takes up to a third longer. */
const CHUNK_BYTES = 256 * 1024;
/** Far above what any `CURRENT` has. */
const MOST_CURRENT_BYTES = 65_536;
/** A manifest holds some kilobytes for each shard, and the golden queries. */
const MOST_MANIFEST_BYTES = 256 * 1024 * 1024;

/** Reads which generation of a directory is current. @throws StillwebError INDEX_MISSING, INDEX_CORRUPT, STORAGE_FAILED */
export function readCurrent(directory: string): Current {
  let text: string;
  try {
    text = readRegular(currentFile(directory), MOST_CURRENT_BYTES) ?? '';
  } catch (cause) {
    const fault = isNoFile(cause) ? null : storageFault(cause);
    if (fault !== null) throw fault;
    if (!isAbsent(cause))
      throw new StillwebError('INDEX_CORRUPT', 'CURRENT is no file', { file: 'CURRENT' }, { cause });
    throw new StillwebError('INDEX_MISSING', `there is no index in ${directory}`, { directory }, { cause });
  }
  try {
    const current = JSON.parse(text) as Current;
    if (/^[0-9a-f-]{1,80}$/.test(current.generation) && /^[0-9a-f]{64}$/.test(current.manifest)) return current;
  } catch {
    // Not JSON: corrupt, as below.
  }
  throw new StillwebError('INDEX_CORRUPT', 'CURRENT does not name a generation', { file: 'CURRENT' });
}

/** The manifest of the current generation, checked against `CURRENT`; the files are not read. */
export function readManifest(directory: string): { current: Current; folder: string; manifest: Manifest } {
  const current = readCurrent(directory);
  const folder = generationFolder(directory, current.generation);
  let text: string;
  try {
    text = readRegular(join(folder, MANIFEST_FILE), MOST_MANIFEST_BYTES) ?? '';
  } catch (cause) {
    const fault = isNoFile(cause) ? null : storageFault(cause);
    if (fault !== null) throw fault;
    const message = `${MANIFEST_FILE} of generation ${current.generation} cannot be read`;
    throw new StillwebError('INDEX_CORRUPT', message, { file: MANIFEST_FILE }, { cause });
  }
  const found = sha256(text);
  if (found !== current.manifest) throw hashMismatch(MANIFEST_FILE, current.manifest, found);
  return { current, folder, manifest: decodeManifest(text) };
}

/**
 * Opens the current generation of an index directory: reads every file, checks length and SHA-256 of each, keeps what
 * queries need in shared memory, and refuses numbers that lead outside. Cost: one pass over all bytes, at the speed of
 * SHA-256, and a shorter one over what is in memory.
 *
 * @throws StillwebError INDEX_MISSING; INDEX_CORRUPT naming the file; INDEX_TOO_NEW; INDEX_TOO_OLD
 */
export function openIndex(directory: string, options: OpenOptions = {}): OpenIndex {
  const { current, folder, manifest } = readManifest(resolve(directory));
  const name = options.name ?? current.name ?? defaultName(resolve(directory));
  const { encoderPath = current.encoderPath, encoderDevice, encoderCache, rerankers } = options;
  const opened = openFolder(folder, manifest, name, options);
  const places = { encoderPath, encoderDevice, encoderCache };
  const index = { ...opened, ...places, ...(rerankers !== undefined && { rerankers }) };
  if (options.checksBounds !== false) refuseUnbounded(viewIndex(index));
  return index;
}

/**
 * Opens a folder of files that a manifest describes; for `openIndex`, and for a build before it is published.
 *
 * @param checksHashes false for a builder that has just taken the hashes from the same files
 */
export function openFolder(
  folder: string,
  manifest: Manifest,
  name: string,
  options: Pick<OpenOptions, 'onProgress' | 'positionsMemory' | 'vectors'> = {},
  checksHashes = true,
): OpenIndex {
  const { onProgress, positionsMemory = POSITIONS_MEMORY_BYTES, vectors: place = 'memory' } = options;
  if (place !== 'memory' && place !== 'disk') {
    const message = `vectors are held in memory or on disk, not ${JSON.stringify(place)}`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'vectors' });
  }
  if (place === 'disk') refuseGraphs(manifest, name);
  checkListing(folder, manifest);
  for (const file of manifest.files) checkSize(file, sizeOf(folder, file.name));
  const totalBytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  let bytes = 0;
  const memory: Record<string, SharedArrayBuffer> = {};
  const postingsMemory = createPostingsMemories(manifest, positionsMemory);
  const vectorMemory = createVectorMemories(manifest, place);
  for (const file of manifest.files) {
    const holder = besideVectors(file.name);
    const vectors = vectorMemory[holder];
    if (place === 'disk' && isVectors(file.name)) {
      // Read for its hash alone.
    } else if (vectors !== undefined) {
      memory[file.name] = vectors.memory.buffer;
    } else if (file.name.startsWith('postings-')) {
      memory[file.name] = postingsMemory[file.name]?.memory.buffer ?? new SharedArrayBuffer(file.bytes);
    } else if (isHeldInMemory(file.name)) {
      memory[file.name] = new SharedArrayBuffer(file.bytes);
    }
    const postings = postingsMemory[file.name.replace(/^positions-/, 'postings-')];
    if (file.name.startsWith('positions-') && postings !== undefined && postings.positionsAt !== null) {
      readFile(folder, file, postings.memory.buffer, postings.positionsAt, checksHashes);
    } else {
      const at = holder === file.name ? 0 : (vectors?.besideAt ?? 0);
      readFile(folder, file, memory[file.name] ?? null, at, checksHashes);
    }
    bytes += file.bytes;
    onProgress?.(bytes, totalBytes);
  }
  return { name, folder, manifest, vectors: place, memory, postingsMemory, vectorMemory };
}

/** Each step of a walk compares vectors that only the step before names: from disk it would wait for every one. */
function refuseGraphs({ graph }: Manifest, name: string): void {
  if (graph === undefined) return;
  const message = `${name} is searched through a graph, whose vectors cannot stay on disk; those of an index with cells can: index with --hnsw ivf`;
  throw new StillwebError('UNSUPPORTED', message, { index: name, vectors: 'disk', supported: ['memory'] });
}

/** A memory for the postings of each shard, and its positions while they fit what all of them together may take. */
function createPostingsMemories({ files }: Manifest, positionsMemory: number): Record<string, PostingsMemory> {
  const sizes = new Map(files.map((file) => [file.name, file.bytes]));
  const memories: Record<string, PostingsMemory> = {};
  let left = positionsMemory;
  for (let shard = 0; sizes.has(postingsFile(shard)); shard++) {
    const name = postingsFile(shard);
    const bytes = sizes.get(name) as number;
    const positions = sizes.get(positionsFile(shard)) as number;
    const both = positions <= left ? createPostingsMemory(bytes, positions) : null;
    if (both !== null) left -= positions;
    const memory = both ?? createPostingsMemory(bytes);
    if (memory !== null) memories[name] = memory;
  }
  return memories;
}

/** A memory for the vectors of each shard, or room for those that are read, and its graph or cells, where both fit one. */
function createVectorMemories({ files, encoder }: Manifest, place: VectorPlace): Record<string, VectorMemory> {
  const sizes = new Map(files.map((file) => [file.name, file.bytes]));
  const memories: Record<string, VectorMemory> = {};
  for (let shard = 0; encoder !== null && sizes.has(vectorsFile(shard)); shard++) {
    const name = vectorsFile(shard);
    const besideBytes = sizes.get(graphFile(shard)) ?? sizes.get(cellsFile(shard)) ?? 0;
    const memory =
      place === 'disk'
        ? createRoomMemory(encoder.dimensions, besideBytes)
        : createVectorMemory(sizes.get(name) as number, besideBytes);
    if (memory !== null) memories[name] = memory;
  }
  return memories;
}

/**
 * Compares length and SHA-256 of some files of a generation with its manifest.
 * @throws StillwebError INDEX_CORRUPT naming the file, STORAGE_FAILED
 */
export function verifyFiles(folder: string, manifest: Manifest, names: readonly string[]): void {
  for (const name of names) {
    const file = manifest.files.find((each) => each.name === name);
    if (file === undefined)
      throw new StillwebError('INDEX_CORRUPT', `${MANIFEST_FILE} names no ${name}`, { file: name });
    readFile(folder, file, null, 0, true);
  }
}

function checkListing(folder: string, manifest: Manifest): void {
  const known = new Set([MANIFEST_FILE, ...manifest.files.map((file) => file.name)]);
  for (const name of readdirSync(folder)) {
    if (!known.has(name)) {
      throw new StillwebError('INDEX_CORRUPT', `${name} is not named in ${MANIFEST_FILE}`, { file: name });
    }
  }
}

/** Before memory is made for it: a manifest can say what it likes. */
function sizeOf(folder: string, name: string): number {
  try {
    return statSync(join(folder, name)).size;
  } catch (cause) {
    throw new StillwebError('INDEX_CORRUPT', `${name} cannot be opened`, { file: name }, { cause });
  }
}

function checkSize({ name, bytes: expected }: ManifestFile, found: number): void {
  if (found === expected) return;
  const facts = { file: name, expected, found };
  throw new StillwebError('INDEX_CORRUPT', `${name} has ${found} bytes, not ${expected}`, facts);
}

/** Reads a file into the given memory from `start`, or for nothing but its hash, and compares length and SHA-256. */
function readFile(
  folder: string,
  expected: ManifestFile,
  memory: SharedArrayBuffer | null,
  start: number,
  checksHash: boolean,
): void {
  const { name } = expected;
  let file: number;
  try {
    file = openRegular(join(folder, name));
  } catch (cause) {
    throw openFault(name, cause);
  }
  try {
    const bytes = fstatSync(file).size;
    checkSize(expected, bytes);
    if (memory === null && !checksHash) return;
    const chunk = memory === null ? Buffer.allocUnsafe(Math.min(bytes, CHUNK_BYTES)) : null;
    const hash = createHash('sha256');
    for (let at = 0; at < bytes; ) {
      const wanted = Math.min(CHUNK_BYTES, bytes - at);
      const target = memory === null ? (chunk as Buffer).subarray(0, wanted) : Buffer.from(memory, start + at, wanted);
      const read = readSync(file, target, 0, wanted, at);
      if (read === 0) throw new StillwebError('INDEX_CORRUPT', `${name} ends at byte ${at}`, { file: name });
      if (checksHash) hash.update(target.subarray(0, read));
      at += read;
    }
    if (!checksHash) return;
    const found = hash.digest('hex');
    if (found !== expected.sha256) throw hashMismatch(name, expected.sha256, found);
  } finally {
    closeSync(file);
  }
}

function hashMismatch(file: string, expected: string, found: string): StillwebError {
  const message = `${file} fails its checksum (manifest ${expected.slice(0, 8)}…, file ${found.slice(0, 8)}…)`;
  return new StillwebError('INDEX_CORRUPT', message, { file, expected, found });
}
