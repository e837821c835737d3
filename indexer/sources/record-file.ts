import { createHash, type Hash } from 'node:crypto';
import { StillwebError } from '../../src/errors.ts';
import { MAX_PAGE_LINK_CHARACTERS } from '../../src/limits.ts';
import { closeBehind, writeFully } from '../../src/store/durable.ts';
import { closeSync, fstatSync, fsyncSync, openSync, readSync } from '../../src/store/file-system.ts';
import { openRegular } from '../../src/store/regular-file.ts';

/**
 * A record of the inputs of a build: JSON, a value a line, and a last line `{"sha256": …}` of all bytes before it. It is
 * written and read line by line, so that its size costs no memory.
 */

const BUFFER_BYTES = 256 * 1024;
/** A record of so many bytes is held while it is read: a call of the system for each line costs more than the line. */
const MOST_HELD_BYTES = 8 * 1024 * 1024;
const LINE_FEED = 0x0a;
/** The links of a page, of which each code unit may be an escape, and what stands around them. */
const MOST_LINE_BYTES = 7 * MAX_PAGE_LINK_CHARACTERS;

export class RecordWriter {
  readonly #file: number;
  readonly #hash = createHash('sha256');
  #lines: string[] = [];
  #characters = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  add(value: unknown): void {
    const line = `${JSON.stringify(value)}\n`;
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#characters > BUFFER_BYTES) this.#flush();
  }

  #flush(): void {
    const bytes = Buffer.from(this.#lines.join(''));
    this.#hash.update(bytes);
    writeFully(this.#file, bytes);
    this.#lines = [];
    this.#characters = 0;
  }

  /** Writes the last line and forces all to disk. */
  finish(): void {
    try {
      this.#flush();
      writeFully(this.#file, Buffer.from(endOf(this.#hash)));
      fsyncSync(this.#file);
    } catch (error) {
      closeBehind(this.#file);
      throw error;
    }
    closeSync(this.#file);
  }

  /** Ends behind another fault. */
  abandon(): void {
    closeBehind(this.#file);
  }
}

function endOf(hash: Hash): string {
  return `${JSON.stringify({ sha256: hash.digest('hex') })}\n`;
}

/** Where a line is, for reading it once more. */
export interface LinePlace {
  readonly offset: number;
  readonly bytes: number;
}

/** Reads a record to its end and compares its hash; then single lines again. */
export class RecordReader {
  readonly #file: number;
  readonly #name: string;
  /** All of it, where it is small. */
  #held: Buffer | null = null;

  /**
   * @param name for messages
   * @param take gets each value but the last in order
   * @throws StillwebError INDEX_CORRUPT; ENOENT of the system where there is none
   */
  constructor(path: string, name: string, take: (value: unknown, place: LinePlace) => void) {
    this.#name = name;
    this.#file = openRegular(path, { refusesLink: true });
    try {
      const { size } = fstatSync(this.#file);
      if (size <= MOST_HELD_BYTES) this.#held = this.#readAt(0, size);
      this.#scan(take);
    } catch (error) {
      closeBehind(this.#file);
      throw error;
    }
  }

  #scan(take: (value: unknown, place: LinePlace) => void): void {
    const hash = createHash('sha256');
    let held: { line: Buffer; place: LinePlace } | null = null;
    for (const next of this.#lines()) {
      if (held !== null) {
        hash.update(held.line);
        take(this.#parse(held.line), held.place);
      }
      held = next;
    }
    if (held?.line.toString() !== endOf(hash)) throw this.#corrupt('does not hash to its last line');
  }

  *#lines(): Generator<{ line: Buffer; place: LinePlace }> {
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    for (;;) {
      const chunk = this.#readAt(offset + rest.length, BUFFER_BYTES);
      if (chunk.length === 0) break;
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED, start)) {
        const line = rest.subarray(start, end + 1);
        yield { line, place: { offset: offset + start, bytes: line.length } };
        start = end + 1;
      }
      offset += start;
      rest = rest.subarray(start);
      if (rest.length > MOST_LINE_BYTES) throw this.#corrupt('has a line that no build writes');
    }
    if (rest.length > 0) throw this.#corrupt('ends early');
  }

  /** @throws StillwebError INDEX_CORRUPT */
  read({ offset, bytes }: LinePlace): unknown {
    const line = this.#readAt(offset, bytes);
    if (line.length < bytes) throw this.#corrupt('ends early');
    return this.#parse(line);
  }

  /** So many bytes, or fewer where the file ends. */
  #readAt(offset: number, bytes: number): Buffer {
    if (this.#held !== null) return this.#held.subarray(offset, offset + bytes);
    const chunk = Buffer.allocUnsafe(bytes);
    let at = 0;
    while (at < bytes) {
      const count = readSync(this.#file, chunk, at, bytes - at, offset + at);
      if (count === 0) break;
      at += count;
    }
    return chunk.subarray(0, at);
  }

  #parse(line: Buffer): unknown {
    try {
      return JSON.parse(line.toString());
    } catch (cause) {
      throw this.#corrupt('is not JSON, a value a line', cause);
    }
  }

  #corrupt(what: string, cause?: unknown): StillwebError {
    return new StillwebError('INDEX_CORRUPT', `${this.#name} ${what}`, { file: this.#name }, { cause });
  }

  close(): void {
    closeSync(this.#file);
  }
}
