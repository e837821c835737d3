const FIRST_BYTES = 64 * 1024;

/** Collects bytes, to hand over all of them in one piece. */
export class BytePile {
  #memory = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #used = 0;

  /** Where they are in the piece: start and end. */
  add(bytes: Uint8Array): readonly [number, number] {
    const start = this.#used;
    const end = start + bytes.length;
    if (end > this.#memory.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(end, this.#memory.length * 2));
      this.#memory.copy(grown, 0, 0, start);
      this.#memory = grown;
    }
    this.#memory.set(bytes, start);
    this.#used = end;
    return [start, end];
  }

  /** All of them, in memory of their own; the pile is then empty. */
  take(): Uint8Array<ArrayBuffer> {
    const piece = Buffer.allocUnsafeSlow(this.#used);
    this.#memory.copy(piece, 0, 0, this.#used);
    this.#used = 0;
    if (this.#memory.length > FIRST_BYTES * 16) this.#memory = Buffer.allocUnsafeSlow(FIRST_BYTES);
    return piece;
  }
}
