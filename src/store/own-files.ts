import { join } from 'node:path';
import { removeFile } from './durable.ts';
import { type Dirent, readdirSync, rmdirSync } from './file-system.ts';

/**
 * Removes what builds have made in a folder, by its names, and the folder itself once it is empty. No link is followed,
 * and no folder inside is removed: builds make none here.
 *
 * @param isOwn whether a build makes a file of this name here
 * @returns names of what is left, which somebody else made; empty when the folder is gone, or was
 */
export function removeOwnFiles(folder: string, isOwn: (name: string) => boolean): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const left: string[] = [];
  for (const entry of entries) {
    const isFile = entry.isFile() || entry.isSymbolicLink();
    if (isFile && isOwn(entry.name)) removeFile(join(folder, entry.name));
    else left.push(entry.name);
  }
  if (left.length === 0) removeEmptyFolder(folder);
  return left;
}

/** @returns whether it is gone; false for one that holds something */
export function removeEmptyFolder(folder: string): boolean {
  try {
    rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // POSIX leaves both words to the system.
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    if (code !== 'ENOENT') throw error;
  }
  return true;
}
