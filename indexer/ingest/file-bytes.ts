import { StillwebError } from '../../src/errors.ts';
import { type BigIntStats, constants, lstatSync, open, statSync } from '../../src/store/file-system.ts';

const CHUNK_BYTES = 256 * 1024;
const ABSENT_CODES = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'EISDIR', 'ENAMETOOLONG']);

/** Counts what has been read of a file, as stored. */
export interface ReadProgress {
  bytesRead: number;
}

export interface ByteOptions {
  /** Refuses a symbolic link at the end of the path: files found in a folder are opened so. */
  readonly refuseLinks?: boolean;
}

/**
 * The bytes of a file as stored, chunk by chunk; each chunk is a buffer of its own.
 * @throws StillwebError INPUT_MISSING if it cannot be opened, STORAGE_FAILED if a read fails
 */
export async function* readFileBytes(
  path: string,
  progress: ReadProgress,
  options: ByteOptions = {},
): AsyncGenerator<Buffer> {
  const flags = constants.O_RDONLY | (options.refuseLinks ? (constants.O_NOFOLLOW ?? 0) : 0);
  const handle = await open(path, flags).catch((cause: unknown) => {
    throw inputFault(path, cause);
  });
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null).catch((cause: unknown) => {
        throw inputFault(path, cause);
      });
      if (bytesRead === 0) return;
      progress.bytesRead += bytesRead;
      yield bytesRead === CHUNK_BYTES ? buffer : buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * What a named input is: a file or a folder. A link is followed, for whoever names it means what it leads to.
 * @throws StillwebError INPUT_MISSING, STORAGE_FAILED
 */
export function statInput(path: string): BigIntStats {
  let stat: BigIntStats;
  try {
    stat = statSync(path, { bigint: true });
  } catch (cause) {
    throw inputFault(path, cause);
  }
  if (stat.isFile() || stat.isDirectory()) return stat;
  throw new StillwebError('INPUT_MISSING', `${path} is neither a file nor a folder`, { file: path });
}

/** What a file found in a folder is; null when it is gone, or cannot be reached: reading it will tell. */
export function statFound(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true });
  } catch {
    return null;
  }
}

/** The catalogue's error for a failed call of the file system on an input. */
export function inputFault(path: string, cause: unknown): StillwebError {
  const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  if (ABSENT_CODES.has(reason)) {
    return new StillwebError('INPUT_MISSING', `${path} cannot be read (${reason})`, { file: path, reason }, { cause });
  }
  const facts = { file: path, reason };
  return new StillwebError('STORAGE_FAILED', `reading ${path} failed (${reason})`, facts, { cause });
}
