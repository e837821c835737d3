import { join } from 'node:path';
import { canonicalJson } from '../bytes/canonical-json.ts';
import { sha256 } from '../bytes/hash.ts';
import { StillwebError } from '../errors.ts';
import { MANIFEST_FILE } from '../format/file-names.ts';
import { encodeManifest, type Manifest } from '../format/manifest.ts';
import { describeFiles } from './describe-files.ts';
import { replaceDurably, syncFolder, writeDurably } from './durable.ts';
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, readdirSync, renameSync } from './file-system.ts';
import { type Current, currentFile, generationFolder, generationsFolder } from './layout.ts';
import { removeOwnFiles } from './own-files.ts';
import { setAside } from './set-aside.ts';

/** Digits of the manifest's hash in a generation's name. */
const NAME_DIGITS = 16;

/**
 * Makes a folder of finished files the current generation of an index directory.
 *
 * Files are synced, the folder renamed to a name that no earlier content can have, and `CURRENT` replaced by rename: at
 * every moment a reader finds the old generation or the new one, whole. Older generations are never touched.
 *
 * @param staged folder inside the index directory that holds every file of the manifest
 * @param accompany puts beside the generation what is to be there before it is current
 * @returns the new content of `CURRENT`
 * @throws StillwebError OUTPUT_UNUSABLE where a mount is in the way; the fault of the system
 */
export function publishGeneration(
  directory: string,
  staged: string,
  manifest: Manifest,
  { name, encoderPath }: Pick<Current, 'name' | 'encoderPath'> = {},
  accompany: (generation: string) => void = () => {},
): Current {
  const text = encodeManifest(manifest);
  const hash = sha256(text);
  writeDurably(join(staged, MANIFEST_FILE), text);
  for (const file of readdirSync(staged)) syncFile(join(staged, file));
  syncFolder(staged);
  const generation = `${manifest.id.slice(0, NAME_DIGITS)}-${hash.slice(0, NAME_DIGITS)}`;
  const target = generationFolder(directory, generation);
  mkdirSync(generationsFolder(directory), { recursive: true });
  // Equal names are equal content: a rebuild of what is already there keeps the bytes that are in place, unless they
  // have been damaged, which a rebuild is to mend.
  const names = new Set([MANIFEST_FILE, ...manifest.files.map((file) => file.name)]);
  if (holdsSame(target, staged)) removeOwnFiles(staged, (file) => names.has(file));
  else {
    setAside(directory, target, (file) => names.has(file));
    moveFolder(staged, target);
  }
  syncFolder(generationsFolder(directory));
  accompany(generation);
  const current: Current = {
    generation,
    manifest: hash,
    ...(name !== undefined && { name }),
    ...(encoderPath !== undefined && { encoderPath }),
  };
  replaceDurably(currentFile(directory), `${JSON.stringify(current)}\n`);
  return current;
}

/** Whether a folder has the files of another, and nothing else. */
function holdsSame(target: string, staged: string): boolean {
  if (!isFolder(target)) return false;
  const entries = readdirSync(target, { withFileTypes: true });
  // Looked at before anything is read: a pipe would wait for a writer.
  if (!entries.every((entry) => entry.isFile())) return false;
  return canonicalJson(describeFiles(target)) === canonicalJson(describeFiles(staged));
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function moveFolder(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EXDEV') throw cause;
    const message = `${JSON.stringify(to)} is on another file system than its directory: nothing can be renamed into it`;
    throw new StillwebError('OUTPUT_UNUSABLE', message, { path: to, errno: 'EXDEV' }, { cause });
  }
}

/** Names that a request can give: `name@id` is divided at the `@`. */
const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** @throws StillwebError SETTING_INVALID */
export function checkName(name: string): void {
  if (NAME_PATTERN.test(name)) return;
  const message = `${JSON.stringify(name)} is no name for an index: it is letters, digits, dot, hyphen and underscore`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'name', name });
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
