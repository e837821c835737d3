/** Bytes that have arrived and not been taken. Appending copies what waits, so keep less than a few MiB waiting. */
export class ByteQueue {
  #bytes: Buffer = Buffer.alloc(0);

  get length(): number {
    return this.#bytes.length;
  }

  append(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
  }

  /** The next `count` bytes, which must have arrived; they stay. */
  peek(count: number): Buffer {
    return this.#bytes.subarray(0, count);
  }

  take(count: number): Buffer {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }
}
