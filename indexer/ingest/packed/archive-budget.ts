import { StillwebError } from '../../../src/errors.ts';
import { MAX_ARCHIVE_DEPTH, MAX_ARCHIVE_ENTRIES } from '../../../src/limits.ts';
import type { Expansion } from '../file-bytes.ts';
import { GrowthGuard } from '../growth-guard.ts';
import { recordFault } from '../record-fault.ts';

/**
 * What one archive may take, with all archives in it: entries, and growth without a document. A small archive of archives can
 * be as large as one likes (42.zip), or without end (one that holds itself).
 */
export class ArchiveBudget {
  readonly #path: string;
  readonly #growth: GrowthGuard;
  #entries = 0;

  /** @param progress bytes taken of the outermost archive, and documents found in it */
  constructor(path: string, progress: Expansion) {
    this.#path = path;
    this.#growth = new GrowthGuard(path, progress);
  }

  /** @throws StillwebError ARCHIVE_TOO_LARGE */
  countEntry(): void {
    this.#entries += 1;
    if (this.#entries <= MAX_ARCHIVE_ENTRIES) return;
    throw tooLarge(this.#path, 'entries, with those of the archives in it', MAX_ARCHIVE_ENTRIES);
  }

  /** @throws StillwebError INPUT_EXPANDS */
  admit(producedBytes: number): void {
    this.#growth.admit(producedBytes);
  }
}

/** Refuses an archive in too many others. @param depth archives that it is in, itself counted */
export function checkArchiveDepth(path: string, depth: number): void {
  if (depth <= MAX_ARCHIVE_DEPTH) return;
  const what = `is an archive in over ${MAX_ARCHIVE_DEPTH - 1} others`;
  throw recordFault('ARCHIVE_TOO_DEEP', { file: path }, what, { limit: MAX_ARCHIVE_DEPTH });
}

export function tooLarge(path: string, what: string, limit: number): StillwebError {
  return new StillwebError('ARCHIVE_TOO_LARGE', `${path} has over ${limit} ${what}`, { file: path, limit });
}
