import { isAscii, isUtf8 } from 'node:buffer';

const NEWLINE = 0x0a;

/** One line without its newline. `text` is absent where there is a fault. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Bytes from the start of the content to the start of the line. */
  readonly offset: number;
  readonly bytes: number;
  readonly text?: string;
  readonly fault?: 'too-long' | 'utf-8';
  /** For a UTF-8 fault: bytes from the start of the line to the first that is wrong. */
  readonly faultOffset?: number;
}

/**
 * Cuts a stream of bytes into lines of UTF-8, ended by LF or CR LF; the last may lack its end. A byte order mark at the
 * start is dropped. A line without a byte is counted and not given. Keeps at most `maxLineBytes` of an unfinished line: a longer one is counted and thrown away.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #number = 0;
  #offset = 0;
  /** The line begun in earlier chunks; `#begunBytes` goes on counting when its bytes are thrown away. */
  #begun: Buffer[] = [];
  #begunBytes = 0;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  *split(chunk: Buffer): Generator<Line> {
    let start = 0;
    let end = chunk.indexOf(NEWLINE);
    if (end < 0) {
      this.#begin(chunk);
      return;
    }
    if (this.#begunBytes > 0) {
      this.#begin(chunk.subarray(0, end));
      yield this.#finishBegun(1);
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    const last = chunk.lastIndexOf(NEWLINE) + 1;
    const whole = chunk.subarray(start, last);
    // One test for all lines of the chunk: a newline is never inside a character.
    const encoding = isAscii(whole) ? 'latin1' : isUtf8(whole) ? 'utf8' : null;
    while (end >= 0) {
      if (end === start) {
        start = this.#passOver(chunk, start);
        end = chunk.indexOf(NEWLINE, start);
        continue;
      }
      yield this.#read(chunk, start, end, encoding, 1);
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    if (start < chunk.length) this.#begin(chunk.subarray(start));
  }

  /** The last line, when no newline ended it. */
  *finish(): Generator<Line> {
    if (this.#begunBytes > 0) yield this.#finishBegun(0);
  }

  /** Counts the newlines from `start` on. Millions of them are a few bytes when compressed. */
  #passOver(chunk: Buffer, start: number): number {
    let end = start;
    while (chunk[end] === NEWLINE) end += 1;
    this.#number += end - start;
    this.#offset += end - start;
    return end;
  }

  #begin(part: Buffer): void {
    this.#begunBytes += part.length;
    if (this.#begunBytes > this.#maxLineBytes + 1) this.#begun = [];
    else this.#begun.push(part);
  }

  #finishBegun(newlineBytes: number): Line {
    const bytes = this.#begunBytes;
    const line = bytes > this.#maxLineBytes + 1 ? Buffer.alloc(0) : Buffer.concat(this.#begun);
    this.#begun = [];
    this.#begunBytes = 0;
    if (line.length === 0) return this.#describe(bytes, newlineBytes, { fault: 'too-long' });
    return this.#read(line, 0, bytes, isUtf8(line) ? 'utf8' : null, newlineBytes);
  }

  #read(buffer: Buffer, start: number, end: number, encoding: 'latin1' | 'utf8' | null, newlineBytes: number): Line {
    const bytes = end - start;
    const hasReturn = newlineBytes === 1 && bytes > 0 && buffer[end - 1] === 0x0d;
    const textEnd = hasReturn ? end - 1 : end;
    if (textEnd - start > this.#maxLineBytes) return this.#describe(bytes, newlineBytes, { fault: 'too-long' });
    if (encoding === null) {
      const line = buffer.subarray(start, textEnd);
      if (!isUtf8(line)) {
        return this.#describe(bytes, newlineBytes, { fault: 'utf-8', faultOffset: findInvalidUtf8(line) });
      }
    }
    const text = buffer.toString(encoding ?? 'utf8', start, textEnd);
    const isMarked = this.#offset === 0 && text.charCodeAt(0) === 0xfeff;
    return this.#describe(bytes, newlineBytes, { text: isMarked ? text.slice(1) : text });
  }

  #describe(bytes: number, newlineBytes: number, rest: Pick<Line, 'text' | 'fault' | 'faultOffset'>): Line {
    const offset = this.#offset;
    this.#number += 1;
    this.#offset += bytes + newlineBytes;
    return { number: this.#number, offset, bytes, ...rest };
  }
}

/**
 * Bytes before the first character that is not well-formed UTF-8, or -1.
 * Halves a window, so that the engine's fast test does the work.
 */
export function findInvalidUtf8(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return -1;
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    let middle = good + ((bad - good) >> 1);
    // Moves back to the start of a character, if there is one that begins after `good`.
    while (middle > good && (bytes[middle] & 0xc0) === 0x80) middle -= 1;
    if (middle === good) {
      middle = good + characterBytes(bytes[good]);
      if (middle >= bad || !isUtf8(bytes.subarray(good, middle))) return good;
    }
    if (isUtf8(bytes.subarray(good, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

/** Bytes of the character that begins with `first`. */
function characterBytes(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
