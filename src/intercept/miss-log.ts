import { closeSync, openSync, writeSync } from 'node:fs';
import { StillwebError } from '../errors.ts';

/** Something that a command asked for and did not get. */
export interface Miss {
  /** Of the request; absent where no request was read. */
  readonly method?: string;
  /** The address that was asked for, or `tcp://host:port` of a connection that was refused. */
  readonly url: string;
  readonly reason: 'not in the collection' | 'not a page' | 'refused';
}

/** Counts what a command missed, and writes it to a file of JSON Lines where one is named. */
export class MissLog {
  readonly #path: string | null;
  #file: number | null;
  #count = 0;
  #fault: unknown = null;

  /** @param path of a file that is made anew; null for none @throws StillwebError SETTING_INVALID */
  constructor(path: string | null) {
    this.#path = path;
    this.#file = path === null ? null : openNew(path);
  }

  get count(): number {
    return this.#count;
  }

  /** A file that takes no more costs its lines, and the command goes on; `close` tells. */
  add({ method, url, reason }: Miss): void {
    this.#count += 1;
    if (this.#file === null || this.#fault !== null) return;
    try {
      writeSync(this.#file, `${JSON.stringify({ method, url, reason })}\n`);
    } catch (fault) {
      this.#fault = fault;
    }
  }

  /** @throws StillwebError STORAGE_FAILED when a line could not be written */
  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    if (this.#fault === null) return;
    const { code = null, message } = this.#fault as NodeJS.ErrnoException;
    throw new StillwebError(
      'STORAGE_FAILED',
      `the file of misses ${this.#path} lacks lines: ${message}`,
      { errno: code, file: this.#path },
      { cause: this.#fault },
    );
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    const message = `the file of misses ${path} cannot be written (${(cause as NodeJS.ErrnoException).code})`;
    throw new StillwebError('SETTING_INVALID', message, { setting: 'misses', file: path }, { cause });
  }
}
