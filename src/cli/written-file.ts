import { writeFileSync } from 'node:fs';
import { StillwebError } from '../errors.ts';

/** Writes a file that a flag names, over what is there. @throws StillwebError STORAGE_FAILED */
export function writeOutput(path: string, content: string | Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new StillwebError('STORAGE_FAILED', `${path} cannot be written (${code})`, { file: path }, { cause });
  }
}
