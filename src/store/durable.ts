import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from './file-system.ts';

/** Writes and renames that are still there after a power loss, on a disk that honours fsync. */

/** Writes a whole file and forces it to disk. Partial writes are continued. */
export function writeDurably(path: string, data: string | Uint8Array): void {
  writeTo(openSync(path, 'w'), data);
}

function writeTo(file: number, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
  try {
    writeFully(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export function writeFully(file: number, bytes: Uint8Array, position: number | null = null): void {
  let written = 0;
  while (written < bytes.length) {
    const at = position === null ? null : position + written;
    written += writeSync(file, bytes, written, Math.min(bytes.length - written, 1 << 30), at);
  }
}

/** What systems and file systems answer that have no sync of a folder. */
const NO_FOLDER_SYNC: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Forces the entries of a folder to disk: new names and renames are durable only after this, where there is such a thing. */
export function syncFolder(folder: string): void {
  // Windows opens no folder as a file.
  if (process.platform === 'win32') return;
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    if (!NO_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code)) throw error;
  } finally {
    closeSync(file);
  }
}

/** Replaces `path` by a file with this content: readers see the old one or the new one, whole. */
export function replaceDurably(path: string, data: string | Uint8Array): void {
  const temporary = `${path}.new`;
  removeFile(temporary);
  // Exclusively: a link that somebody put there is not written through.
  writeTo(openSync(temporary, 'wx'), data);
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Digits behind the names of files that are being made: `LOCK.0123456789abcdef`. */
export const TEMPORARY_DIGITS = 16;

/** Writes a file beside `path`, whole and durable, under a name that nobody else takes. @returns its path */
export function writeBeside(path: string, data: string): string {
  const temporary = `${path}.${randomBytes(TEMPORARY_DIGITS / 2).toString('hex')}`;
  try {
    writeTo(openSync(temporary, 'wx'), data);
    return temporary;
  } catch (error) {
    tryToRemove(temporary);
    throw error;
  }
}

/** What file systems without hard links answer. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Makes a file that nobody else makes at the same moment. It is whole from the first moment, but on a file system without hard
 * links: there it is empty at first.
 *
 * @returns false where there is something under this name, or was a moment ago
 */
export function createDurably(path: string, data: string): boolean {
  const temporary = writeBeside(path, data);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // ENOENT: whoever holds the lock has removed what it took for a leftover.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (!NO_LINKS.has(code)) throw error;
    return createExclusively(path, data);
  } finally {
    tryToRemove(temporary);
  }
}

function createExclusively(path: string, data: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeTo(file, data);
    return true;
  } catch (error) {
    tryToRemove(path);
    throw error;
  }
}

/** Removes a file or a link; that it is gone already is no fault. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Closes a file behind another fault, which is the one to tell. */
export function closeBehind(file: number): void {
  try {
    closeSync(file);
  } catch {
    // Nothing more can be done about it.
  }
}

/** For what is only in the way: something else went wrong, or has gone well. */
export function tryToRemove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Left behind under a name of ours: whoever holds the lock next removes it.
  }
}
