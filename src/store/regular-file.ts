import { closeSync, constants, fstatSync, openSync, readSync } from './file-system.ts';

/** A pipe would have its opener wait for a writer. Windows knows neither flag. */
const NO_WAITING = constants.O_NONBLOCK ?? 0;
const NO_LINK = constants.O_NOFOLLOW ?? 0;

export interface RegularFileOptions {
  /** Refuses a symbolic link under the name itself. Default: it is followed. */
  readonly refusesLink?: boolean;
}

/**
 * Opens a file for reading; nothing else, such as a folder, a pipe or a device. It is opened first and looked at then, so that
 * nothing is exchanged under the name in between.
 *
 * @throws the fault of the system; EINVAL
 */
export function openRegular(path: string, { refusesLink = false }: RegularFileOptions = {}): number {
  const file = openSync(path, constants.O_RDONLY | NO_WAITING | (refusesLink ? NO_LINK : 0));
  try {
    if (fstatSync(file).isFile()) return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
  closeSync(file);
  const message = `EINVAL: not a regular file, open '${path}'`;
  throw Object.assign(new Error(message), { code: 'EINVAL', syscall: 'open', path });
}

/** A whole file as text; null where it has more than `mostBytes`. @throws as `openRegular` does */
export function readRegular(path: string, mostBytes: number, options: RegularFileOptions = {}): string | null {
  const file = openRegular(path, options);
  try {
    return readOpened(file, mostBytes);
  } finally {
    closeSync(file);
  }
}

/** An open file as text, from its beginning; null where it has more than `mostBytes`. @throws the fault of the system */
export function readOpened(file: number, mostBytes: number): string | null {
  const { size } = fstatSync(file);
  if (size > mostBytes) return null;
  // One byte more: it may have grown meanwhile.
  const bytes = Buffer.alloc(Math.min(size, mostBytes) + 1);
  let length = 0;
  while (length < bytes.length) {
    const count = readSync(file, bytes, length, bytes.length - length, length);
    if (count === 0) break;
    length += count;
  }
  return length > mostBytes ? null : bytes.toString('utf8', 0, length);
}
