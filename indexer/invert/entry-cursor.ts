/** Walks the entries of an inverted run (`unit/inverter.ts`) in memory. After `advance` returned true the fields describe one. */
export class EntryCursor {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** The term's UTF-8 in the bytes given. */
  keyStart = 0;
  keyEnd = 0;
  postings = 0;
  postingBytes = 0;
  positionBytes = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  advance(): boolean {
    if (this.#at >= this.#bytes.length) return false;
    const length = this.#varint();
    this.keyStart = this.#at;
    this.#at += length;
    this.keyEnd = this.#at;
    this.postings = this.#varint();
    this.postingBytes = this.#varint();
    this.positionBytes = this.#varint();
    return true;
  }

  #varint(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let byte = bytes[at++];
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++];
      value |= (byte & 127) << shift;
    }
    this.#at = at;
    return value >>> 0;
  }
}
