import { join } from 'node:path';
import { readdirSync, statSync } from '../src/store/file-system.ts';

/** Which generations are small enough that threads hold parts of them at once: they are proved while lists are made, and threads stay for the next. */

/**
 * What the files of a generation may take in the memory of a second thread, so that they are looked through by two, or while lists are
 * made.
 */
export const MOST_PARALLEL_BYTES = 192 * 1024 ** 2;

export function sumBytes(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Of all files in a folder. */
export function sumSizes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
