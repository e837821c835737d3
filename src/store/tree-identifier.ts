import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../format/file-names.ts';
import type { Manifest } from '../format/manifest.ts';
import { readPieces } from './file-pieces.ts';
import { closeSync, fstatSync } from './file-system.ts';
import { openRegular } from './regular-file.ts';

/**
 * The SoftWare Hash IDentifier of the folder of a generation: what git calls it as a tree, so that archives of software name it alike.
 * SHA-1 here names and proves nothing; the index id does.
 *
 * @see https://docs.softwareheritage.org/devel/swh-model/persistent-identifiers.html (ISO/IEC 18670)
 */
export function identifyFolder(folder: string, { files }: Manifest): string {
  const names = [MANIFEST_FILE, ...files.map(({ name }) => name)].sort();
  const entries = names.flatMap((name) => [Buffer.from(`100644 ${name}\0`), hashBlob(join(folder, name))]);
  const tree = Buffer.concat(entries);
  const hash = createHash('sha1').update(`tree ${tree.length}\0`).update(tree).digest('hex');
  return `swh:1:dir:${hash}`;
}

function hashBlob(path: string): Buffer {
  const file = openRegular(path);
  try {
    const { size } = fstatSync(file);
    const hash = createHash('sha1').update(`blob ${size}\0`);
    readPieces(file, (piece) => hash.update(piece), size);
    return hash.digest();
  } finally {
    closeSync(file);
  }
}
