import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ManifestFile } from '../format/manifest.ts';
import { readPieces } from './file-pieces.ts';
import { closeSync, fstatSync, openSync, readdirSync } from './file-system.ts';

/**
 * Name, length and SHA-256 of the files in a folder, by name.
 *
 * @param known files whose hash is taken as it is
 * @param isMeant which of the others are looked at. Default: all
 */
export function describeFiles(
  folder: string,
  known: readonly ManifestFile[] = [],
  isMeant: (name: string) => boolean = () => true,
): ManifestFile[] {
  const described = new Map(known.map((file) => [file.name, file]));
  const names = readdirSync(folder).filter((name) => described.has(name) || isMeant(name));
  return names.sort().map((name) => described.get(name) ?? describeFile(folder, name));
}

function describeFile(folder: string, name: string): ManifestFile {
  const file = openSync(join(folder, name), 'r');
  try {
    const hash = createHash('sha256');
    const bytes = readPieces(file, (piece) => hash.update(piece), fstatSync(file).size);
    return { name, bytes, sha256: hash.digest('hex') };
  } finally {
    closeSync(file);
  }
}
