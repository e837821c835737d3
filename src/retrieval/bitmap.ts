/** A set of numbers below a fixed size, one bit each. */
export class Bitmap {
  readonly size: number;
  readonly #words: Uint32Array;

  constructor(size: number) {
    this.size = size;
    this.#words = new Uint32Array((size + 31) >>> 5);
  }

  has(number: number): boolean {
    return (this.#words[number >>> 5] & (1 << (number & 31))) !== 0;
  }

  add(number: number): void {
    this.#words[number >>> 5] |= 1 << (number & 31);
  }

  /** Adds start … end − 1. */
  addRange(start: number, end: number): void {
    for (let number = start; number < end; number++) this.add(number);
  }

  /** The members of start … start + count − 1 as bits from bit 0 of word 0; a view where no shift is needed. */
  slice(start: number, count: number): Uint32Array {
    const words = (count + 31) >>> 5;
    const first = start >>> 5;
    const shift = start & 31;
    if (shift === 0) return this.#words.subarray(first, first + words);
    const sliced = new Uint32Array(words);
    for (let i = 0; i < words; i++) {
      const next = this.#words[first + i + 1] ?? 0;
      sliced[i] = (this.#words[first + i] >>> shift) | (next << (32 - shift));
    }
    return sliced;
  }

  /** How many numbers are in the set. */
  count(): number {
    let count = 0;
    for (let word of this.#words) {
      word -= (word >>> 1) & 0x5555_5555;
      word = (word & 0x3333_3333) + ((word >>> 2) & 0x3333_3333);
      count += Math.imul((word + (word >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
    }
    return count;
  }

  intersect(other: Bitmap): this {
    for (let i = 0; i < this.#words.length; i++) this.#words[i] &= other.#words[i];
    return this;
  }

  unite(other: Bitmap): this {
    for (let i = 0; i < this.#words.length; i++) this.#words[i] |= other.#words[i];
    return this;
  }

  /** Everything below `size` that was not in the set. */
  complement(): this {
    for (let i = 0; i < this.#words.length; i++) this.#words[i] = ~this.#words[i];
    const spare = this.#words.length * 32 - this.size;
    if (spare > 0) this.#words[this.#words.length - 1] &= 0xffffffff >>> spare;
    return this;
  }
}
