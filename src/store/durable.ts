import { dirname } from 'node:path';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from './file-system.ts';

/** Writes and renames that are still there after a power loss, on a disk that honours fsync. */

/** Writes a whole file and forces it to disk. Partial writes are continued. */
export function writeDurably(path: string, data: string | Uint8Array): void {
  const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8') : data;
  const file = openSync(path, 'w');
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

/** Forces the entries of a folder to disk: new names and renames are durable only after this. */
export function syncFolder(folder: string): void {
  const file = openSync(folder, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Replaces `path` by a file with this content: readers see the old one or the new one, whole. */
export function replaceDurably(path: string, data: string | Uint8Array): void {
  const temporary = `${path}.new`;
  writeDurably(temporary, data);
  renameSync(temporary, path);
  syncFolder(dirname(path));
}
