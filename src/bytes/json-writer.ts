/** Bytes up to which a copy one by one is the faster. */
const SHORT = 16;

/**
 * Collects JSON as UTF-8 in memory that the next text uses again. Beyond a limit it only counts, so that a refusal can
 * name the length.
 */
export class JsonWriter {
  readonly #firstBytes: number;
  readonly #limit: number;
  #memory: Buffer<ArrayBuffer>;
  #bytes = 0;

  constructor(firstBytes: number, limit: number) {
    this.#firstBytes = firstBytes;
    this.#limit = limit;
    this.#memory = Buffer.allocUnsafeSlow(firstBytes);
  }

  begin(): void {
    this.#bytes = 0;
    // Large texts are rare, and their memory would stay.
    if (this.#memory.length > this.#firstBytes * 16) this.#memory = Buffer.allocUnsafeSlow(this.#firstBytes);
  }

  /** Bytes of all that was written, beyond the limit too. */
  get bytes(): number {
    return this.#bytes;
  }

  text(text: string): void {
    // A code unit takes at most three bytes.
    const most = text.length * 3;
    if (this.#bytes + most > this.#memory.length && !this.#reserve(Buffer.byteLength(text))) return;
    this.#bytes += this.#memory.write(text, this.#bytes, 'utf8');
  }

  /** A short text of ASCII characters, a few times as fast as `text`. */
  ascii(text: string): void {
    const { length } = text;
    if (this.#bytes + length > this.#memory.length && !this.#reserve(length)) return;
    const memory = this.#memory;
    let at = this.#bytes;
    for (let i = 0; i < length; i++) memory[at++] = text.charCodeAt(i);
    this.#bytes = at;
  }

  /** A number as JSON writes it. */
  number(number: number): void {
    if ((number | 0) !== number || number < 0) {
      this.ascii(JSON.stringify(number));
      return;
    }
    let digits = 1;
    for (let bound = 10; number >= bound; bound *= 10) digits++;
    if (this.#bytes + digits > this.#memory.length && !this.#reserve(digits)) return;
    const memory = this.#memory;
    const start = this.#bytes;
    let rest = number;
    for (let at = start + digits - 1; at >= start; at--) {
      const tenth = (rest / 10) | 0;
      memory[at] = 48 + rest - tenth * 10;
      rest = tenth;
    }
    this.#bytes = start + digits;
  }

  /** Bytes `start` … `end` − 1 of a text that is written already. */
  copy(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#bytes + length > this.#memory.length && !this.#reserve(length)) return;
    if (length <= SHORT) {
      const memory = this.#memory;
      let to = this.#bytes;
      for (let at = start; at < end; at++) memory[to++] = source[at];
    } else this.#memory.set(source.subarray(start, end), this.#bytes);
    this.#bytes += length;
  }

  /** Bytes `start` … `end` − 1 of what was written already, once more. */
  repeat(start: number, end: number): void {
    const length = end - start;
    if (this.#bytes + length > this.#memory.length && !this.#reserve(length)) return;
    this.#memory.copyWithin(this.#bytes, start, end);
    this.#bytes += length;
  }

  /** What was written, up to the limit; valid until `begin`. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#memory.subarray(0, Math.min(this.#bytes, this.#memory.length));
  }

  /** Room for so many bytes more; false, and they are counted, when there can be none. */
  #reserve(more: number): boolean {
    const bytes = this.#bytes + more;
    if (bytes > this.#limit) {
      this.#bytes = bytes;
      return false;
    }
    if (bytes <= this.#memory.length) return true;
    const grown = Buffer.allocUnsafeSlow(Math.max(bytes, this.#memory.length * 2));
    this.#memory.copy(grown, 0, 0, this.#bytes);
    this.#memory = grown;
    return true;
  }
}
