/** A growing array of u32. */
export class NumberColumn {
  #values: Uint32Array = new Uint32Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** All values so far; a view. */
  finish(): Uint32Array {
    return this.#values.subarray(0, this.#length);
  }
}

/** A growing array of doubles. */
export class DoubleColumn {
  #values: Float64Array = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = new Float64Array(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** All values so far; a view. */
  finish(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
