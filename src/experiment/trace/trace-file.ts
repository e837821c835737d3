/**
 * A file that only grows, by whole lines, and that a killed process leaves whole but for its last line.
 *
 * What is added in one turn of the event loop is written together, and so is what comes while that is under way: a busy server writes
 * rarely, and much at a time. Whoever adds learns when the system has it: after that the end of this process loses none of it.
 *
 * The writes are made in this thread, for the system takes some kilobytes in a few microseconds, and to have another thread make them
 * costs ten times that. Where one has taken long, as on a disk that is behind, the next ones are another thread's.
 */
import { writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StillwebError } from '../../errors.ts';
import { lockInKernel } from '../../store/kernel-lock.ts';
import { storageFault } from '../../store/storage-fault.ts';

const LINE_FEED = 10;
/** A write that takes longer is one that this thread should not have waited for. */
const SLOW_WRITE_MS = 100;
/** Read at a time where the end of a file is looked for. */
const TAIL_BYTES = 64 * 1024;

/** Memory for what is written, kept from one write to the next, at most. */
const KEPT_BYTES = 4 * 1024 * 1024;
/** Of one UTF-16 code unit, at most. */
const UTF8_BYTES = 3;

/** A part of a line; a text is written in UTF-8. */
export type LinePiece = string | Uint8Array;

export class TraceFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #unlock: (() => void) | null;
  readonly #slowMs: number;
  /** Bytes of whole lines. */
  #length: number;
  #buffer = Buffer.alloc(0);
  /** What the next write has. */
  #pieces: LinePiece[] = [];
  /** Settles with the next write; null while nothing waits for it. */
  #next: Promise<void> | null = null;
  /** Settles when the last write that was begun has ended, or failed. */
  #last: Promise<void> = Promise.resolve();
  /** The last write took long. */
  #isSlow = false;
  /** Why what waits is not written: what came before it was not, and its lines may speak of that. */
  #fault: unknown = null;

  private constructor(path: string, file: FileHandle, length: number, unlock: (() => void) | null, slowMs: number) {
    this.#slowMs = slowMs;
    this.#unlock = unlock;
    this.path = path;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens a file to go on with, or makes it. What a killed process left of a line at its end is cut off.
   *
   * @param beginning what a file begins with that may be gone on with: another is somebody's, and is left as it is
   * @param slowMs another thread writes while the last write took longer
   * @throws StillwebError STORAGE_FAILED; TRACE_IN_USE while another process of this machine writes to it; TRACE_INVALID for a
   * file that begins otherwise
   */
  static async open(path: string, beginning = '', slowMs = SLOW_WRITE_MS): Promise<TraceFile> {
    try {
      // Not for appending: a line that failed is overwritten.
      const file = await open(path, 'r+').catch((error) => {
        if (error.code !== 'ENOENT') throw error;
        return open(path, 'wx+');
      });
      const unlock = lockInKernel(path);
      if (unlock === 'held') {
        await file.close();
        throw new StillwebError('TRACE_IN_USE', `another server writes to ${path}`, { path });
      }
      const { size } = await file.stat();
      if (!(await beginsWith(file, size, beginning))) {
        await file.close();
        unlock?.();
        const message = `${path} is there already, and is no trace to go on with: it was left as it is`;
        throw new StillwebError('TRACE_INVALID', message, { path });
      }
      const length = await wholeLines(file, size);
      if (length < size) await file.truncate(length);
      return new TraceFile(path, file, length, unlock, slowMs);
    } catch (error) {
      throw storageFault(error) ?? error;
    }
  }

  /** Bytes that are kept. */
  get length(): number {
    return this.#length;
  }

  /** The last whole line that `isWanted`, without its line feed; null where there is none. */
  async findLast(isWanted: (line: Buffer) => boolean): Promise<Buffer | null> {
    let end = this.#length;
    let behind = Buffer.alloc(0);
    while (end > 0) {
      const start = Math.max(0, end - TAIL_BYTES);
      const chunk = Buffer.alloc(end - start);
      await this.#file.read(chunk, 0, chunk.length, start);
      const lines = split(Buffer.concat([chunk, behind]));
      // The first one may begin before the chunk.
      const first = start === 0 ? 0 : 1;
      for (let i = lines.length - 1; i >= first; i--) if (lines[i].length > 0 && isWanted(lines[i])) return lines[i];
      behind = Buffer.from(lines[0]);
      end = start;
    }
    return null;
  }

  /**
   * Adds lines, in the order of the calls.
   *
   * @param pieces of whole lines, each with the line feed at its end
   * @throws StillwebError STORAGE_FAILED, and none of them is kept, nor what was added while they were being written
   */
  append(pieces: readonly LinePiece[]): Promise<void> {
    for (const piece of pieces) this.#add(piece);
    if (this.#next === null) {
      this.#next = this.#write(this.#last);
      this.#last = this.#next.catch(() => {});
    }
    return this.#next;
  }

  /** Texts that follow each other are one: each that is made bytes costs a call of the system's library. */
  #add(piece: LinePiece): void {
    const last = this.#pieces.length - 1;
    if (typeof piece === 'string' && typeof this.#pieces[last] === 'string') this.#pieces[last] += piece;
    else this.#pieces.push(piece);
  }

  /** Settles when all that was added is written. */
  async close(): Promise<void> {
    await this.#last;
    this.#unlock?.();
    await this.#file.close();
  }

  /** @param last settles with the write before this one */
  async #write(last: Promise<void>): Promise<void> {
    await new Promise(setImmediate);
    await last;
    const bytes = this.#joined();
    const fault = this.#fault;
    this.#fault = null;
    this.#pieces = [];
    this.#next = null;
    if (fault !== null) throw fault;
    const beganMs = performance.now();
    try {
      for (let done = 0; done < bytes.length; ) done += await this.#put(bytes, done);
      this.#length += bytes.length;
    } catch (error) {
      // A part of it may stand there; the next write begins where this one did.
      await this.#file.truncate(this.#length).catch(() => {});
      const told = storageFault(error) ?? error;
      if (this.#next !== null) this.#fault = told;
      throw told;
    } finally {
      this.#isSlow = performance.now() - beganMs > this.#slowMs;
    }
  }

  /** What waits, as bytes: in memory that the next write uses again, so that the collector of garbage has less to do. */
  #joined(): Buffer {
    let most = 0;
    for (const piece of this.#pieces) most += typeof piece === 'string' ? piece.length * UTF8_BYTES : piece.length;
    if (most > this.#buffer.length && most <= KEPT_BYTES) this.#buffer = Buffer.allocUnsafeSlow(most);
    const buffer = most > this.#buffer.length ? Buffer.allocUnsafeSlow(most) : this.#buffer;
    let length = 0;
    for (const piece of this.#pieces) {
      if (typeof piece === 'string') length += buffer.write(piece, length);
      else {
        buffer.set(piece, length);
        length += piece.length;
      }
    }
    return buffer.subarray(0, length);
  }

  /** @returns bytes that the system has taken */
  #put(bytes: Buffer, start: number): number | Promise<number> {
    const [length, place] = [bytes.length - start, this.#length + start];
    if (!this.#isSlow) return writeSync(this.#file.fd, bytes, start, length, place);
    return this.#file.write(bytes, start, length, place).then(({ bytesWritten }) => bytesWritten);
  }
}

/** Whether a file of `size` bytes begins so, as far as it goes: a killed process may have left less. */
async function beginsWith(file: FileHandle, size: number, beginning: string): Promise<boolean> {
  const bytes = Buffer.alloc(Math.min(size, beginning.length));
  await file.read(bytes, 0, bytes.length, 0);
  return bytes.toString('latin1') === beginning.slice(0, bytes.length);
}

/** Bytes up to the last line feed. */
async function wholeLines(file: FileHandle, size: number): Promise<number> {
  const chunk = Buffer.alloc(TAIL_BYTES);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - TAIL_BYTES);
    const { bytesRead } = await file.read(chunk, 0, end - start, start);
    const at = chunk.subarray(0, bytesRead).lastIndexOf(LINE_FEED);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

function split(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, start)) {
    lines.push(bytes.subarray(start, at));
    start = at + 1;
  }
  lines.push(bytes.subarray(start));
  return lines;
}
