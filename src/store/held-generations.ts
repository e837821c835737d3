import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { syncFolder, tryToRemove, writeBeside } from './durable.ts';
import { mkdirSync, readdirSync, renameSync } from './file-system.ts';
import { heldFolder } from './layout.ts';
import { decodeHolder, describeSelf, encodeHolder, findHolder } from './lock-holder.ts';
import { readRegular } from './regular-file.ts';

/**
 * Which generations are in use: whoever serves one leaves a file `held/GENERATION.DIGITS` that names the process, as `LOCK` does. It
 * keeps others from removing the generation. Where the directory cannot be written to, none is left.
 */

const HELD_FILE = /^([0-9a-f]{16}-[0-9a-f]{16})\.[0-9a-f]{16}$/;
const MOST_HELD_BYTES = 4096;
const DIGITS = 16;

/** Says that this process uses a generation. @returns takes that back */
export function holdGeneration(directory: string, generation: string): () => void {
  try {
    const folder = heldFolder(directory);
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${generation}.${randomBytes(DIGITS / 2).toString('hex')}`);
    renameSync(writeBeside(path, encodeHolder(describeSelf(directory, false))), path);
    syncFolder(folder);
    return () => tryToRemove(path);
  } catch {
    // A folder that is only read is not pruned by whoever can only read it.
    return () => {};
  }
}

/** What the file of a holder says of a generation. */
export interface HeldGeneration {
  readonly generation: string;
  readonly path: string;
  /** False where the process has certainly ended. */
  readonly isHeld: boolean;
}

/** All that say, or said, that they use a generation. @param directory absolute */
export function listHeld(directory: string): HeldGeneration[] {
  const self = describeSelf(directory, false);
  return listFolder(heldFolder(directory)).flatMap((name) => {
    const [, generation] = HELD_FILE.exec(name) ?? [];
    if (generation === undefined) return [];
    const path = join(heldFolder(directory), basename(name));
    const holder = decodeHolder(readText(path));
    return [{ generation, path, isHeld: holder === null || findHolder(holder, self) !== 'gone' }];
  });
}

function readText(path: string): string {
  try {
    return readRegular(path, MOST_HELD_BYTES, { refusesLink: true }) ?? '';
  } catch {
    return '';
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
