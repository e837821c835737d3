/** A growing little-endian byte buffer. Amortised constant time per byte; never shrinks until `clear`. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** A view of what was written; valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(extra: number): void {
    const needed = this.#length + extra;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  /** Unsigned LEB128, 1 … 5 bytes. `value` is an integer of 0 … 2^32 − 1. */
  varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    let at = this.#length;
    const bytes = this.#bytes;
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.#length = at;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The bytes from `start` to `end`; faster than `append` for a few. */
  appendRange(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const target = this.#bytes;
    let at = this.#length;
    for (let i = start; i < end; i++) target[at++] = bytes[i];
    this.#length = at;
  }

  /** UTF-8 of well-formed text; returns the number of bytes written. */
  text(text: string): number {
    this.#reserve(text.length * 3);
    const at = this.#length;
    const length = text.length;
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) {
        const { written } = ENCODER.encodeInto(text, bytes.subarray(at));
        this.#length = at + written;
        return written;
      }
      bytes[at + i] = unit;
    }
    this.#length = at + length;
    return length;
  }
}

const ENCODER = new TextEncoder();
