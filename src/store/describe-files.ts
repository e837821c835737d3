import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ManifestFile } from '../format/manifest.ts';
import { readPieces } from './file-pieces.ts';
import { closeSync, fstatSync, openSync, readdirSync } from './file-system.ts';

/** Name, length and SHA-256 of every file in a folder, by name. */
export function describeFiles(folder: string): ManifestFile[] {
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const file = openSync(join(folder, name), 'r');
      try {
        const hash = createHash('sha256');
        const bytes = readPieces(file, (piece) => hash.update(piece), fstatSync(file).size);
        return { name, bytes, sha256: hash.digest('hex') };
      } finally {
        closeSync(file);
      }
    });
}
