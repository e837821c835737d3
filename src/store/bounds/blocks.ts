import type { BlockTable } from '../../format/documents.ts';
import { DOCUMENTS_FILE } from '../../format/file-names.ts';
import type { ManifestFile } from '../../format/manifest.ts';

/** Whether the blocks hold all documents, each at a place inside the file: nothing else is read, or made room for. */
export function areBlocksBounded(
  files: readonly ManifestFile[],
  { first, offset, metadata, body }: BlockTable,
  documents: number,
): boolean {
  const bytes = files.find(({ name }) => name === DOCUMENTS_FILE)?.bytes ?? 0;
  if (first[0] !== 0 || first[first.length - 1] !== documents) return false;
  for (let block = 0; block < offset.length; block++) {
    const at = offset[block];
    // A header stands before the first block, a footer behind the last.
    if (!Number.isInteger(at) || at <= 0 || at + metadata[block] + body[block] >= bytes) return false;
    if (first[block + 1] <= first[block]) return false;
  }
  return true;
}
