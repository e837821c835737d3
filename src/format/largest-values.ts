/** Keeps the largest values seen, to tell the n-th largest of a posting list in one pass. */
export class LargestValues {
  readonly #values: Uint16Array;
  #held = 0;

  constructor(capacity: number) {
    this.#values = new Uint16Array(capacity);
  }

  clear(): void {
    this.#held = 0;
  }

  add(value: number): void {
    const values = this.#values;
    if (this.#held === values.length && value <= values[this.#held - 1]) return;
    let at = this.#held < values.length ? this.#held++ : this.#held - 1;
    for (; at > 0 && values[at - 1] < value; at--) values[at] = values[at - 1];
    values[at] = value;
  }

  /** The n-th largest, from 1; 0 when fewer were seen. */
  nth(n: number): number {
    return n <= this.#held ? this.#values[n - 1] : 0;
  }
}
