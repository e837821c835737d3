import { closeSync, openSync, writeSync } from 'node:fs';
import type { Problem } from '../../indexer/ingest/collection.ts';
import { StillwebError } from '../errors.ts';
import { storageFault } from '../store/storage-fault.ts';
import { printJson } from './output.ts';

/** Written at once, so that a build that is stopped leaves what it had met. */

/** The records that a build leaves out, one JSON object a line: `code`, `message`, and the facts with `file` and `line`. */
export class ProblemFile {
  /** Null for standard output, or for nowhere. */
  #descriptor: number | null;
  readonly #isPrinted: boolean;

  /**
   * @param path `-` for standard output; absent for nowhere
   * @throws StillwebError SETTING_INVALID for a file that cannot be written
   */
  constructor(path: string | undefined) {
    this.#isPrinted = path === '-';
    this.#descriptor = path === undefined || path === '-' ? null : open(path);
  }

  /** @throws StillwebError STORAGE_FAILED */
  write({ code, error }: Problem): void {
    const problem = { code, message: error.message, ...error.facts };
    if (this.#isPrinted) printJson(problem);
    if (this.#descriptor === null) return;
    try {
      writeSync(this.#descriptor, `${JSON.stringify(problem)}\n`);
    } catch (cause) {
      throw storageFault(cause) ?? cause;
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    const message = `--problems ${path} cannot be written (${code})`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'problems', file: path, reason: code }, { cause });
  }
}
