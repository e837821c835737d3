import { setImmediate } from 'node:timers/promises';
import { StillwebError } from '../../src/errors.ts';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from '../../src/store/file-system.ts';
import { inputFault, irregularFault } from './input-fault.ts';

const CHUNK_BYTES = 256 * 1024;
/** What opening a file weighs beside reading it, so that thousands of small files do not hold up the thread either. */
const OPENING_BYTES = 8 * 1024;
/** A pipe or a device in the place of a file must not be waited for. Windows has none of these flags. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Counts what has been read of a file, as stored. */
export interface ReadProgress {
  bytesRead: number;
}

/** What is read of a file, and what comes of it. */
export interface Expansion extends ReadProgress {
  /** Documents read so far. Counted by who reads the content. */
  documents: number;
}

export interface ByteOptions {
  /** Refuses a symbolic link at the end of the path: files found in a folder are opened so. */
  readonly refuseLinks?: boolean;
  /** Called once with what was opened: what was looked at before may have been something else. */
  readonly onOpen?: (stat: Stats) => void;
  /** Called with every chunk, as stored. */
  readonly onBytes?: (chunk: Uint8Array) => void;
}

/** Bytes read since other work of this thread had its turn. */
let bytesSinceTurn = 0;

/**
 * The bytes of a file as stored, chunk by chunk; each chunk is a buffer of its own. Reads are not handed to other threads,
 * which costs a small file more than reading it does; other work of this thread has its turn every CHUNK_BYTES.
 *
 * @throws StillwebError INPUT_MISSING if it cannot be opened, FILE_IRREGULAR if it is a link that is refused or no file,
 *   INPUT_CHANGED if it ends before or behind the size that it had, STORAGE_FAILED if a read fails
 */
export async function* readFileBytes(
  path: string,
  progress: ReadProgress,
  { refuseLinks = false, onOpen, onBytes }: ByteOptions = {},
): AsyncGenerator<Buffer> {
  const { file, stat } = openFile(path, refuseLinks);
  try {
    onOpen?.(stat);
    let left = stat.size;
    // Files that the system makes up while they are read have no size.
    const hasSize = left > 0;
    await takeTurn(OPENING_BYTES);
    for (;;) {
      // One byte more than is left, so that the read that ends the file sees whether it has grown.
      const wanted = hasSize ? Math.min(left + 1, CHUNK_BYTES) : CHUNK_BYTES;
      const buffer = Buffer.allocUnsafeSlow(wanted);
      const bytesRead = readChunk(path, file, buffer);
      left -= bytesRead;
      if (hasSize && (left < 0 || (bytesRead === 0 && left > 0))) throw changedFault(path, left < 0);
      progress.bytesRead += bytesRead;
      const chunk = bytesRead === wanted ? buffer : buffer.subarray(0, bytesRead);
      onBytes?.(chunk);
      if (bytesRead > 0) yield chunk;
      if (bytesRead === 0 || (hasSize && left === 0 && bytesRead < wanted)) return;
      await takeTurn(bytesRead);
    }
  } finally {
    closeSync(file);
  }
}

/** @throws StillwebError INPUT_MISSING, FILE_IRREGULAR, STORAGE_FAILED */
export function openFile(path: string, refuseLinks: boolean): { file: number; stat: Stats } {
  let file: number;
  try {
    const flags = OPEN_FLAGS | (refuseLinks ? (constants.O_NOFOLLOW ?? 0) : 0);
    file = openSync(path, flags);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (refuseLinks && (code === 'ELOOP' || code === 'EMLINK')) throw irregularFault(path, 'is a symbolic link');
    // A socket, or a device that nothing drives.
    if (code === 'ENXIO' || code === 'ENODEV') throw irregularFault(path, 'is no regular file');
    throw inputFault(path, cause);
  }
  try {
    const stat = fstatSync(file);
    if (stat.isFile()) return { file, stat };
    throw irregularFault(path, stat.isDirectory() ? 'is a folder' : 'is no regular file');
  } catch (error) {
    closeSync(file);
    throw error instanceof StillwebError ? error : inputFault(path, error);
  }
}

/** @param place where it is read; where the last read ended unless given */
function readChunk(path: string, file: number, buffer: Buffer, place: number | null = null): number {
  try {
    return readSync(file, buffer, 0, buffer.length, place);
  } catch (cause) {
    throw inputFault(path, cause);
  }
}

function changedFault(path: string, hasGrown: boolean): StillwebError {
  const message = `${path} has ${hasGrown ? 'grown' : 'become shorter'} while it was read`;
  return new StillwebError('INPUT_CHANGED', message, { file: path });
}

async function takeTurn(bytes: number): Promise<void> {
  bytesSinceTurn += bytes;
  if (bytesSinceTurn < CHUNK_BYTES) return;
  bytesSinceTurn = 0;
  await setImmediate();
}
