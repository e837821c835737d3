import { writeFileSync } from 'node:fs';
import { type BlockList, joinBlockLists, readBlockLines } from '../contract/block-list.ts';
import { StillwebError } from '../errors.ts';

/**
 * The block list of some files; undefined for no file.
 * @throws StillwebError INPUT_MISSING, BLOCK_LIST_INVALID
 */
export async function readBlockFiles(paths: readonly string[] | undefined): Promise<BlockList | undefined> {
  if (paths === undefined || paths.length === 0) return undefined;
  const { readLines } = await import('../evaluation/text-lines.ts');
  const lists: BlockList[] = [];
  for (const path of paths) lists.push(readBlockLines(await readLines(path, 'BLOCK_LIST_INVALID'), path));
  return joinBlockLists(lists);
}

/**
 * Writes the ids of documents as a block list.
 * @throws StillwebError SETTING_INVALID for a file that cannot be written, and for an id that no line can hold
 */
export function writeBlockFile(path: string, documents: readonly { readonly id: string }[]): void {
  const odd = documents.find(({ id }) => id.trim() !== id || /[\r\n]/.test(id));
  if (odd !== undefined) {
    const message = `no line of a block list can hold the id ${JSON.stringify(odd.id)}`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'write-block', id: odd.id });
  }
  try {
    writeFileSync(path, documents.map(({ id }) => `id: ${id}\n`).join(''));
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    const message = `--write-block ${path} cannot be written (${code})`;
    throw new StillwebError(
      'SETTING_INVALID',
      message,
      { setting: 'write-block', file: path, reason: code },
      { cause },
    );
  }
}
