/**
 * A file that only grows, by whole lines, and that a killed process leaves whole but for its last line.
 *
 * Lines that come while others are being written are written together, next: so a busy server writes rarely, and much at a time. Whoever
 * adds lines learns when the system has them: after that the end of this process loses none of them.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { StillwebError } from '../../errors.ts';
import { lockInKernel } from '../../store/kernel-lock.ts';
import { storageFault } from '../../store/storage-fault.ts';

const LINE_FEED = 10;
/** From the beginning of one write to that of the next, at least. */
const GATHER_MS = 3;
/** Read at a time where the end of a file is looked for. */
const TAIL_BYTES = 64 * 1024;

interface Waiting {
  readonly bytes: Uint8Array;
  resolve(): void;
  reject(error: unknown): void;
}

export class TraceFile {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #unlock: (() => void) | null;
  /** Bytes of whole lines. */
  #length: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  /** When the last write began. */
  #wroteMs = Number.NEGATIVE_INFINITY;

  private constructor(path: string, file: FileHandle, length: number, unlock: (() => void) | null) {
    this.#unlock = unlock;
    this.path = path;
    this.#file = file;
    this.#length = length;
  }

  /**
   * Opens a file to go on with, or makes it. What a killed process left of a line at its end is cut off.
   *
   * @throws StillwebError STORAGE_FAILED; TRACE_IN_USE while another process of this machine writes to it
   */
  static async open(path: string): Promise<TraceFile> {
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
      const length = await wholeLines(file, size);
      if (length < size) await file.truncate(length);
      return new TraceFile(path, file, length, unlock);
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
   * @param lines without line feeds in them or at their ends
   * @throws StillwebError STORAGE_FAILED, and none of them is kept
   */
  append(lines: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** Settles when all that was added is written. */
  async close(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    this.#unlock?.();
    await this.#file.close();
  }

  async #write(): Promise<void> {
    // What is added in this turn of the event loop goes together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      // A write costs as much as many lines do: under load they gather, and a caller alone never waits.
      const restMs = this.#wroteMs + GATHER_MS - performance.now();
      if (restMs > 0) await wait(restMs);
      this.#wroteMs = performance.now();
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        const bytes = Buffer.concat(batch.map((each) => each.bytes));
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, this.#length + done);
          done += bytesWritten;
        }
        this.#length += bytes.length;
        for (const each of batch) each.resolve();
      } catch (error) {
        // A part of it may stand there; the next write begins where this one did.
        await this.#file.truncate(this.#length).catch(() => {});
        const fault = storageFault(error) ?? error;
        for (const each of batch) each.reject(fault);
      }
    }
    this.#writing = null;
  }
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
