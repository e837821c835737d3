/** Reads the events of a trace that may be being written, piece by piece, and later on from where it has stopped. */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { StillwebError } from '../../errors.ts';
import { MAX_SHOWN_TRACE_BYTES } from '../../limits.ts';
import { storageFault } from '../../store/storage-fault.ts';
import { readEntry } from '../trace/trace-entry.ts';
import type { LinePlace } from '../trace/trace-lines.ts';
import type { LoggedEvent } from './session-event.ts';
import { TraceEventReader } from './trace-events.ts';

/** Read at once; as much more as a line has. */
const PIECE_BYTES = 1 << 20;
/** Work before others get a turn of the thread, in milliseconds. */
const TURN_MS = 5;

export class TraceFollower {
  /** Of the lines that were read: calls by their numbers, and answers by their names, the first of a name. */
  readonly calls = new Map<number, LinePlace>();
  readonly answers = new Map<string, LinePlace>();
  readonly #path: string;
  readonly #reader = new TraceEventReader();
  /** Bytes of the lines that were read. */
  #offset = 0;
  #lines = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether the file still begins with what was read, by its length: a trace only grows. @throws StillwebError STORAGE_FAILED */
  async isContinued(): Promise<boolean> {
    return (await traceBytes(this.#path)) >= this.#offset;
  }

  /**
   * The events of the lines that have come; a line that is not whole yet is passed over.
   *
   * @throws StillwebError UNSUPPORTED for a trace that is too long; TRACE_INVALID; STORAGE_FAILED
   */
  async *next(): AsyncGenerator<LoggedEvent> {
    const size = await traceBytes(this.#path);
    if (size > MAX_SHOWN_TRACE_BYTES) {
      const message = `the trace has ${size} bytes and pages show up to ${MAX_SHOWN_TRACE_BYTES}; run stillweb sessions FILE`;
      throw new StillwebError('UNSUPPORTED', message, { bytes: size, maxBytes: MAX_SHOWN_TRACE_BYTES });
    }
    if (size === this.#offset) return;
    const turns = new Turns();
    const file = await stored(open(this.#path));
    try {
      for (let lines = await this.#read(file, size); lines.length > 0; lines = await this.#read(file, size)) {
        for (let start = 0; start < lines.length; ) {
          const end = lines.indexOf(10, start);
          yield* this.#take({ start: this.#offset + start, length: end - start }, lines.subarray(start, end));
          start = end + 1;
          await turns.next();
        }
        this.#offset += lines.length;
      }
    } finally {
      await file.close();
    }
  }

  *#take(place: LinePlace, line: Buffer): Generator<LoggedEvent> {
    const entry = readEntry(this.#path, ++this.#lines, place.start, line);
    if (entry.kind === 'call') {
      this.calls.set(entry.call.call, place);
      yield* this.#reader.events(entry.call);
    }
    if (entry.kind !== 'answer') return;
    const { answer } = entry.answer;
    if (!this.answers.has(answer)) this.answers.set(answer, place);
    if (entry.json !== undefined) this.#reader.note(answer, entry.json);
  }

  /** Whole lines from where it stands; none at the end. */
  async #read(file: FileHandle, size: number): Promise<Buffer> {
    for (let wanted = PIECE_BYTES; ; wanted *= 2) {
      const length = Math.min(wanted, size - this.#offset);
      const { buffer, bytesRead } = await stored(file.read(Buffer.alloc(length), 0, length, this.#offset));
      const lines = buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(10) + 1);
      if (lines.length > 0 || bytesRead < wanted) return lines;
    }
  }
}

async function traceBytes(path: string): Promise<number> {
  return (await stored(stat(path))).size;
}

async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storageFault(error) ?? error;
  }
}

/** Lets others have the thread again and again. */
export class Turns {
  #startedMs = performance.now();

  async next(): Promise<void> {
    if (performance.now() - this.#startedMs < TURN_MS) return;
    await new Promise(setImmediate);
    this.#startedMs = performance.now();
  }
}
