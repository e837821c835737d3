import { StillwebError } from '../../src/errors.ts';
import { closeSync, readSync } from '../../src/store/file-system.ts';
import type { FileRanges } from './collection.ts';
import { type ByteOptions, openFile, type ReadProgress } from './file-bytes.ts';
import { inputFault } from './input-fault.ts';

/**
 * Opens a file for reading any part of it.
 * @throws StillwebError INPUT_MISSING, FILE_IRREGULAR, STORAGE_FAILED
 */
export function openFileRanges(path: string, progress: ReadProgress, options: ByteOptions): FileRanges {
  const { file, stat } = openFile(path, options.refuseLinks === true);
  try {
    options.onOpen?.(stat);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  const { size } = stat;
  let isOpen = true;
  return {
    size,
    read(start, bytes) {
      const buffer = Buffer.allocUnsafeSlow(bytes);
      for (let filled = 0; filled < bytes; ) {
        const count = readPart(path, file, buffer, filled, start + filled);
        if (count === 0) {
          throw new StillwebError('INPUT_CHANGED', `${path} has become shorter while it was read`, { file: path });
        }
        filled += count;
      }
      return buffer;
    },
    reach(offset) {
      progress.bytesRead = Math.max(progress.bytesRead, Math.min(offset, size));
    },
    close() {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

function readPart(path: string, file: number, buffer: Buffer, filled: number, position: number): number {
  try {
    return readSync(file, buffer, filled, buffer.length - filled, position);
  } catch (cause) {
    throw inputFault(path, cause);
  }
}
