import { BYTES, DOUBLE, FIXED32, VARINT } from '../../src/format/ciff.ts';
import type { FileRanges } from './collection.ts';

/** Something that no CIFF file holds; `what` goes on after its name. */
export class CiffFault extends Error {
  readonly offset: number;

  constructor(offset: number, what: string) {
    super(what);
    this.offset = offset;
  }
}

const CHUNK_BYTES = 1024 * 1024;
/** The longest varint that protobuf writes: a negative number has it. */
const VARINT_BYTES = 10;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads varints and bytes from a place in a file on. What does not fit into the file is a fault, so no length in it is trusted. */
export class CiffCursor {
  readonly #ranges: FileRanges;
  #chunk: Uint8Array = new Uint8Array(0);
  #chunkAt: number;
  #at = 0;

  constructor(ranges: FileRanges, offset = 0) {
    this.#ranges = ranges;
    this.#chunkAt = offset;
  }

  get offset(): number {
    return this.#chunkAt + this.#at;
  }

  get isAtEnd(): boolean {
    return this.offset >= this.#ranges.size;
  }

  /** A number of 0 … 2^53 − 1. @throws CiffFault */
  varint(): number {
    if (this.#chunk.length - this.#at < VARINT_BYTES) this.#fill(VARINT_BYTES);
    const chunk = this.#chunk;
    let at = this.#at;
    let byte = chunk[at++];
    let value = byte & 127;
    for (let factor = 128; byte > 127; factor *= 128) {
      byte = chunk[at++];
      value += (byte & 127) * factor;
      if (at - this.#at > VARINT_BYTES) break;
    }
    if (byte === undefined) throw new CiffFault(this.offset, 'is cut off');
    if (!(value <= Number.MAX_SAFE_INTEGER)) {
      throw new CiffFault(this.offset, 'has a number that is negative, or over 2^53');
    }
    this.#at = at;
    return value;
  }

  /** The length of what follows, all of it inside `end`. @throws CiffFault */
  length(end = this.#ranges.size): number {
    const start = this.offset;
    const length = this.varint();
    if (length > end - this.offset) throw new CiffFault(start, 'is cut off, or has a length that leads outside');
    return length;
  }

  text(length: number): string {
    const start = this.offset;
    this.#fill(length);
    const bytes = this.#chunk.subarray(this.#at, this.#at + length);
    this.#at += length;
    try {
      return UTF8.decode(bytes);
    } catch {
      throw new CiffFault(start, 'has a text that is not UTF-8');
    }
  }

  /** Passes over the value of a field that means nothing here. @param end of its message @throws CiffFault */
  skip(kind: number, end: number): void {
    const start = this.offset;
    if (kind === VARINT) this.varint();
    else if (kind === DOUBLE) this.#pass(8);
    else if (kind === FIXED32) this.#pass(4);
    else if (kind === BYTES) this.#pass(this.length(end));
    else throw new CiffFault(start, `has a field of the kind ${kind}, which protobuf has not`);
    if (this.offset > end) throw new CiffFault(start, 'has a field that leads out of its message');
  }

  #pass(bytes: number): void {
    const left = this.#chunk.length - this.#at;
    if (bytes <= left) {
      this.#at += bytes;
      return;
    }
    this.#chunkAt = this.offset + bytes;
    this.#chunk = new Uint8Array(0);
    this.#at = 0;
  }

  /** Has so many bytes in memory, or all that are left. */
  #fill(bytes: number): void {
    if (this.#chunk.length - this.#at >= bytes) return;
    const start = this.offset;
    const length = Math.min(Math.max(bytes, CHUNK_BYTES), this.#ranges.size - start);
    if (length <= this.#chunk.length - this.#at) return;
    this.#chunk = this.#ranges.read(start, length);
    this.#chunkAt = start;
    this.#at = 0;
  }
}
