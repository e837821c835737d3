import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ManifestFile } from '../format/manifest.ts';
import { closeSync, openSync, readdirSync, readSync } from './file-system.ts';

const CHUNK_BYTES = 8 * 1024 * 1024;

/** Name, length and SHA-256 of every file in a folder, by name. */
export function describeFiles(folder: string): ManifestFile[] {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const file = openSync(join(folder, name), 'r');
      try {
        const hash = createHash('sha256');
        let bytes = 0;
        for (;;) {
          const read = readSync(file, chunk, 0, CHUNK_BYTES, bytes);
          if (read === 0) break;
          hash.update(chunk.subarray(0, read));
          bytes += read;
        }
        return { name, bytes, sha256: hash.digest('hex') };
      } finally {
        closeSync(file);
      }
    });
}
