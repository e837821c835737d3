/** A set of numbers below a fixed size, one bit each. */
export class Bitmap {
  readonly size: number;
  readonly #words: Uint32Array;

  /** @param words the members, bit 0 of word 0 first, none beyond `size`; kept, not copied. Default: none */
  constructor(size: number, words = new Uint32Array(wordsOf(size))) {
    this.size = size;
    this.#words = words;
  }

  static of(size: number, numbers: readonly number[]): Bitmap {
    const bitmap = new Bitmap(size);
    for (const number of numbers) bitmap.add(number);
    return bitmap;
  }

  copy(): Bitmap {
    return new Bitmap(this.size, this.#words.slice());
  }

  has(number: number): boolean {
    return (this.#words[number >>> 5] & (1 << (number & 31))) !== 0;
  }

  add(number: number): void {
    this.#words[number >>> 5] |= 1 << (number & 31);
  }

  /** Adds `numbers[from]` … `numbers[to − 1]`. */
  addAll(numbers: Uint32Array, from: number, to: number): void {
    const words = this.#words;
    for (let i = from; i < to; i++) words[numbers[i] >>> 5] |= 1 << (numbers[i] & 31);
  }

  /** Adds start … end − 1. */
  addRange(start: number, end: number): void {
    const words = this.#words;
    for (let number = start; number < end; ) {
      const bits = Math.min(32 - (number & 31), end - number);
      words[number >>> 5] |= bits === 32 ? 0xffff_ffff : ((1 << bits) - 1) << (number & 31);
      number += bits;
    }
  }

  /** Calls with each member, ascending. */
  forEach(take: (number: number) => void): void {
    const words = this.#words;
    for (let at = 0; at < words.length; at++) {
      for (let left = words[at]; left !== 0; left &= left - 1) take(at * 32 + 31 - Math.clz32(left & -left));
    }
  }

  /** Those that a test holds for. */
  filter(holds: (number: number) => boolean): Bitmap {
    const kept = new Bitmap(this.size);
    this.forEach((number) => {
      if (holds(number)) kept.add(number);
    });
    return kept;
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

/** Words of a set of numbers below `size`. */
export function wordsOf(size: number): number {
  return (size + 31) >>> 5;
}
