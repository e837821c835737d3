import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sha256 } from '../bytes/hash.ts';
import { MANIFEST_FILE } from '../format/file-names.ts';
import { encodeManifest, type Manifest } from '../format/manifest.ts';
import { replaceDurably, syncFolder, writeDurably } from './durable.ts';
import { type Current, currentFile, generationFolder, generationsFolder } from './layout.ts';

/** Digits of the manifest's hash in a generation's name. */
const NAME_DIGITS = 16;

/**
 * Makes a folder of finished files the current generation of an index directory.
 *
 * Files are synced, the folder renamed to a name that no earlier content can have, and `CURRENT` replaced by rename: at
 * every moment a reader finds the old generation or the new one, whole. Older generations are never touched.
 *
 * @param staged folder inside the index directory that holds every file of the manifest
 * @returns the new content of `CURRENT`
 */
export function publishGeneration(directory: string, staged: string, manifest: Manifest, name?: string): Current {
  const text = encodeManifest(manifest);
  const hash = sha256(text);
  writeDurably(join(staged, MANIFEST_FILE), text);
  for (const file of readdirSync(staged)) syncFile(join(staged, file));
  syncFolder(staged);
  const generation = `${manifest.id.slice(0, NAME_DIGITS)}-${hash.slice(0, NAME_DIGITS)}`;
  const target = generationFolder(directory, generation);
  mkdirSync(generationsFolder(directory), { recursive: true });
  // Equal names are equal content: a rebuild of what is already there keeps the bytes that are in place.
  if (existsSync(target)) rmSync(staged, { recursive: true });
  else renameSync(staged, target);
  syncFolder(generationsFolder(directory));
  const current: Current = { generation, manifest: hash, ...(name === undefined ? {} : { name }) };
  replaceDurably(currentFile(directory), `${JSON.stringify(current)}\n`);
  return current;
}

/** The name under which an index is served when the user gave none. */
export function defaultName(directory: string): string {
  return basename(directory) || 'index';
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
