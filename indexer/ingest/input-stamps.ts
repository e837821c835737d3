import { hash } from 'node:crypto';
import { StillwebError } from '../../src/errors.ts';
import type { Stats } from '../../src/store/file-system.ts';
import { walkFolder } from './folder-walk.ts';
import { statFound, statInput } from './named-input.ts';

/**
 * Tells whether inputs stay as they are while they are read: device, inode, size and times of every file that is read, and
 * what is wrong with those that cannot be. What reading passes over is passed over here.
 */

/** An input as far as it was looked at. */
export interface StampedInput {
  readonly path: string;
  readonly isFolder: boolean;
}

/** What tells a file from another, and from itself after a change; its ctime tells of content written under an old mtime. */
export function stampOf(stat: Stats | null): string {
  if (stat === null) return 'unreachable';
  return `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
}

/** What a stamp tells of a file that was there. The numbers are those of its `Stats`. */
export function readStamp(stamp: string): Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs'> {
  const [, , size, mtimeMs, ctimeMs] = stamp.split(' ').map(Number);
  return { size, mtimeMs, ctimeMs };
}

/** File systems tell times apart that are so far from each other: FAT those of two seconds. */
const COARSEST_TIME_MS = 2000;
/** The same of those whose times have parts of a millisecond. They take them from a clock of the kernel, which ticks at least each 10 ms. */
const FINE_TIME_MS = 100;

/**
 * From when on, by the clock of the file system, a file that has a stamp would have another after a change more, in milliseconds. A
 * program can choose the mtime, and never the ctime.
 */
export function settledMs({ mtimeMs, ctimeMs }: Pick<Stats, 'mtimeMs' | 'ctimeMs'>): number {
  return Math.max(mtimeMs, ctimeMs) + (Number.isInteger(ctimeMs) ? COARSEST_TIME_MS : FINE_TIME_MS);
}

/** The stamps of all files of the inputs, in order. Eight bytes a file. */
export class InputStamps {
  readonly #hashes: number[] = [];
  readonly #output: string | undefined;

  /** @param output the index directory, whose entries are no input */
  constructor(output: string | undefined) {
    this.#output = output;
  }

  /**
   * Looks at the files of one more input.
   *
   * @param onFile called for each file of a folder that will be read, with its name and whether it is one document
   * @returns their bytes
   * @throws StillwebError INPUT_MISSING, STORAGE_FAILED
   */
  add(input: StampedInput, onFile?: (name: string, isPage: boolean) => void): number {
    let bytes = 0;
    walkStamps(input, this.#output, (path, stamp, size, file) => {
      if (file !== undefined) onFile?.(file.name, file.isPage);
      this.#hashes.push(hashStamp(path, stamp));
      bytes += size;
    });
    return bytes;
  }

  /** Tells all files, as they are, from any others. */
  get key(): string {
    return hash('sha256', this.#hashes.join(' '));
  }

  /** @throws StillwebError INPUT_CHANGED, when the inputs are not as they were when they were added */
  compare(inputs: readonly StampedInput[]): void {
    const follower = this.follow();
    for (const input of inputs) walkStamps(input, this.#output, (path, stamp) => follower.meet(path, stamp));
    follower.finish();
  }

  /** For going through the files once more, in the same order. */
  follow(): StampFollower {
    return new StampFollower(this.#hashes);
  }
}

export class StampFollower {
  readonly #hashes: readonly number[];
  #count = 0;

  constructor(hashes: readonly number[]) {
    this.#hashes = hashes;
  }

  /** Whether the next file to be met is this one, with this stamp. */
  expects(path: string, stamp: string): boolean {
    return this.#hashes[this.#count] === hashStamp(path, stamp);
  }

  /** @throws StillwebError INPUT_CHANGED */
  meet(path: string, stamp: string): void {
    const isSame = this.expects(path, stamp);
    this.#count++;
    if (isSame) return;
    const message = `the input has changed since the build began to read it: ${path}, or what was before it`;
    throw new StillwebError('INPUT_CHANGED', message, { file: path });
  }

  /** @throws StillwebError INPUT_CHANGED, when a file is missing */
  finish(): void {
    if (this.#count === this.#hashes.length) return;
    const message = 'the input has changed since the build began to read it: files at its end are gone';
    throw new StillwebError('INPUT_CHANGED', message);
  }
}

function walkStamps(
  { path, isFolder }: StampedInput,
  output: string | undefined,
  visit: (path: string, stamp: string, size: number, file?: { name: string; isPage: boolean }) => void,
): void {
  if (!isFolder) {
    const stat = statInput(path);
    visit(path, stampOf(stat), stat.size);
    return;
  }
  for (const entry of walkFolder(path, output)) {
    if (entry.fault !== undefined) visit(entry.path, entry.fault.code, 0);
    else if (entry.ignored === undefined) {
      const stat = statFound(entry.path);
      const file = entry.reader === null ? undefined : { name: entry.name, isPage: entry.reader.isPage === true };
      visit(entry.path, stampOf(stat), stat?.size ?? 0, file);
    }
  }
}

/** 48 bits of a path and a stamp: a number, of which a list takes eight bytes a file. No path holds NUL. */
function hashStamp(path: string, stamp: string): number {
  // As Latin-1: a buffer for each of many short texts takes twice as long.
  const bytes = hash('sha256', `${path}\0${stamp}`, 'binary');
  let number = 0;
  for (let byte = 0; byte < 6; byte++) number = number * 256 + bytes.charCodeAt(byte);
  return number;
}
