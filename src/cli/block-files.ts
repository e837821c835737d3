import { type BlockList, joinBlockLists, readBlockLines } from '../contract/block-list.ts';

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
