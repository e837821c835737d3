import { StillwebError } from '../errors.ts';
import { closeSync, openSync, readSync } from './file-system.ts';

/**
 * Reads a range of a file from front to back through a buffer of fixed size. Holds no descriptor between reads, so that
 * thousands of them can be open at once.
 */
export class SequentialReader {
  readonly #path: string;
  readonly #end: number;
  readonly #buffer: Uint8Array;
  #fileAt: number;
  #at = 0;
  #filled = 0;

  /** @param offset first byte of the range; @param bytes its length */
  constructor(path: string, offset: number, bytes: number, bufferBytes: number) {
    this.#path = path;
    this.#fileAt = offset;
    this.#end = offset + bytes;
    this.#buffer = new Uint8Array(Math.max(16, Math.min(bytes, bufferBytes)));
  }

  get isAtEnd(): boolean {
    return this.#at === this.#filled && this.#fileAt === this.#end;
  }

  /** Unsigned LEB128. @throws StillwebError INDEX_CORRUPT at the end of the range */
  varint(): number {
    if (this.#filled - this.#at < 5) this.#refill();
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#at === this.#filled) throw this.#endsEarly();
      const byte = this.#buffer[this.#at++];
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return value >>> 0;
  }

  /** The next `bytes` bytes; the view is valid until the next call. @throws StillwebError INDEX_CORRUPT */
  take(bytes: number): Uint8Array {
    if (this.#filled - this.#at < bytes) {
      if (bytes > this.#buffer.length) return this.#takeLarge(bytes);
      this.#refill();
      if (this.#filled - this.#at < bytes) throw this.#endsEarly();
    }
    const view = this.#buffer.subarray(this.#at, this.#at + bytes);
    this.#at += bytes;
    return view;
  }

  #takeLarge(bytes: number): Uint8Array {
    const taken = new Uint8Array(bytes);
    const buffered = this.#buffer.subarray(this.#at, this.#filled);
    taken.set(buffered);
    this.#at = this.#filled;
    const missing = bytes - buffered.length;
    if (missing > this.#end - this.#fileAt) throw this.#endsEarly();
    this.#read(taken, buffered.length, missing);
    return taken;
  }

  #refill(): void {
    this.#buffer.copyWithin(0, this.#at, this.#filled);
    this.#filled -= this.#at;
    this.#at = 0;
    const wanted = Math.min(this.#buffer.length - this.#filled, this.#end - this.#fileAt);
    if (wanted === 0) return;
    this.#read(this.#buffer, this.#filled, wanted);
    this.#filled += wanted;
  }

  #read(target: Uint8Array, at: number, bytes: number): void {
    const file = openSync(this.#path, 'r');
    try {
      for (let read = 0; read < bytes; ) {
        const count = readSync(file, target, at + read, bytes - read, this.#fileAt);
        if (count === 0) throw this.#endsEarly();
        read += count;
        this.#fileAt += count;
      }
    } finally {
      closeSync(file);
    }
  }

  #endsEarly(): StillwebError {
    return new StillwebError('INDEX_CORRUPT', `${this.#path} ends early`, { file: this.#path });
  }
}
