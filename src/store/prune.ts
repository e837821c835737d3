import { join, resolve } from 'node:path';
import { isFormatFile, MANIFEST_FILE } from '../format/file-names.ts';
import { decodeManifest, type Manifest } from '../format/manifest.ts';
import { tryToRemove } from './durable.ts';
import { type Dirent, lstatSync, readdirSync } from './file-system.ts';
import { listHeld } from './held-generations.ts';
import { generationFolder, generationsFolder } from './layout.ts';
import { lockDirectory } from './lock.ts';
import { readCurrent } from './open.ts';
import { removeOwnFiles } from './own-files.ts';
import { readRegular } from './regular-file.ts';

/** Which generations a directory has, and how those are removed that nobody needs. */

const GENERATION = /^[0-9a-f]{16}-[0-9a-f]{16}$/;
const MOST_MANIFEST_BYTES = 256 * 1024 * 1024;

export interface Generation {
  /** Of its folder. */
  readonly name: string;
  /** Index id; null where its manifest cannot be read. */
  readonly id: string | null;
  readonly documents: number | null;
  readonly bytes: number;
  readonly isCurrent: boolean;
  /** Whether a process says that it serves it. */
  readonly isHeld: boolean;
}

interface FoundGeneration extends Generation {
  readonly madeMs: number;
}

/** The generations of a directory, the current one first, then the newest. @throws StillwebError INDEX_MISSING, INDEX_CORRUPT */
export function listGenerations(directory: string): Generation[] {
  return findGenerations(directory).map(({ madeMs: _, ...generation }) => generation);
}

function findGenerations(directory: string): FoundGeneration[] {
  const path = resolve(directory);
  const { generation: current } = readCurrent(path);
  const held = new Set(listHeld(path).flatMap(({ generation, isHeld }) => (isHeld ? [generation] : [])));
  const found = readdirSync(generationsFolder(path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && GENERATION.test(entry.name))
    .map(({ name }) => describe(path, name, { isCurrent: name === current, isHeld: held.has(name) }));
  return found.sort(
    (a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.madeMs - a.madeMs || (a.name < b.name ? -1 : 1),
  );
}

function describe(directory: string, name: string, use: Pick<Generation, 'isCurrent' | 'isHeld'>): FoundGeneration {
  const folder = generationFolder(directory, name);
  const files: Dirent[] = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, file) => sum + lstatSync(join(folder, file.name)).size, 0);
  const manifest = readManifestOf(folder);
  const { mtimeMs } = lstatSync(folder);
  return {
    name,
    id: manifest?.id ?? null,
    documents: manifest?.counts.documents ?? null,
    bytes,
    ...use,
    madeMs: mtimeMs,
  };
}

function readManifestOf(folder: string): Manifest | null {
  try {
    return decodeManifest(readRegular(join(folder, MANIFEST_FILE), MOST_MANIFEST_BYTES) ?? '');
  } catch {
    return null;
  }
}

export interface PruneOptions {
  /** How many generations stay at least, the current one among them; the newest. */
  readonly keep: number;
  /** Say what would be removed, and remove nothing. */
  readonly isDry?: boolean;
}

export interface Pruned {
  readonly removed: readonly Generation[];
  readonly kept: readonly Generation[];
}

/**
 * Removes the generations of a directory but the current one, the newest, and those that a process serves. While another
 * process builds there, nothing is removed. Files are removed by the names that builds give, and no others.
 *
 * @throws StillwebError INDEX_MISSING, INDEX_LOCKED, STORAGE_FAILED
 */
export function pruneGenerations(directory: string, { keep, isDry = false }: PruneOptions): Pruned {
  const path = resolve(directory);
  readCurrent(path);
  if (isDry) return divide(findGenerations(path), keep);
  const unlock = lockDirectory(path);
  try {
    for (const { path: left, isHeld } of listHeld(path)) if (!isHeld) tryToRemove(left);
    const pruned = divide(findGenerations(path), keep);
    for (const { name } of pruned.removed) removeGeneration(generationFolder(path, name));
    return pruned;
  } finally {
    unlock();
  }
}

function divide(found: readonly FoundGeneration[], keep: number): Pruned {
  const all = found.map(({ madeMs: _, ...generation }) => generation);
  const stays = ({ isCurrent, isHeld }: Generation, place: number): boolean => isCurrent || isHeld || place < keep;
  return { removed: all.filter((each, place) => !stays(each, place)), kept: all.filter(stays) };
}

/** The manifest goes last: it names the files of an engine, for whoever is called again behind an interruption. */
function removeGeneration(folder: string): void {
  const manifest = readManifestOf(folder);
  const names = new Set(manifest?.files.map(({ name }) => name));
  removeOwnFiles(folder, (name) => name !== MANIFEST_FILE && (names.has(name) || isFormatFile(name)));
  removeOwnFiles(folder, (name) => name === MANIFEST_FILE);
}
