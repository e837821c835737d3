/**
 * Recursive graph bisection: an order of documents in which documents that share terms stand close together, so that gaps
 * in postings get small and windows without a term get many.
 *
 * Dhulipala et al., "Compressing graphs and indexes with recursive graph bisection", KDD 2016, with the swaps of Mackenzie et
 * al., "Compressing inverted indexes with recursive graph bisection", ECIR 2019. Gains are integers (logarithms with ten
 * binary places) and ties fall by document number, so the order is a function of the postings alone.
 */

/** Terms of each document: those of document d stand at `start[d]` … `start[d + 1]` of `terms`. */
export interface ForwardIndex {
  readonly documents: number;
  readonly termCount: number;
  readonly start: Uint32Array;
  readonly terms: Uint32Array;
}

export interface BisectionOptions {
  /** Rounds of swaps at each cut. */
  readonly iterations: number;
  /** Parts of this size or less are left as they are. */
  readonly leaf: number;
  readonly onLevel?: (level: number, parts: number, swaps: number) => void;
}

const FRACTION_BITS = 10;

/** @returns documents in their new order */
export function bisectDocuments(index: ForwardIndex, { iterations, leaf, onLevel }: BisectionOptions): Uint32Array {
  const order = Uint32Array.from({ length: index.documents }, (_, document) => document);
  const cutter = new Cutter(index, order, iterations);
  let parts: [from: number, to: number][] = [[0, index.documents]];
  for (let level = 0; parts.length > 0; level++) {
    const next: [number, number][] = [];
    let swaps = 0;
    for (const [from, to] of parts) {
      if (to - from <= leaf) continue;
      const middle = (from + to) >>> 1;
      swaps += cutter.cut(from, middle, to);
      next.push([from, middle], [middle, to]);
    }
    onLevel?.(level, next.length, swaps);
    parts = next;
  }
  return order;
}

class Cutter {
  readonly #index: ForwardIndex;
  readonly #order: Uint32Array;
  readonly #iterations: number;
  readonly #logarithms: Int32Array;
  /** How many documents of each half hold the term. */
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /** What a move of one document that holds the term gains; NaN until it is asked for in this round. */
  readonly #toRight: Float64Array;
  readonly #toLeft: Float64Array;

  constructor(index: ForwardIndex, order: Uint32Array, iterations: number) {
    this.#index = index;
    this.#order = order;
    this.#iterations = iterations;
    this.#logarithms = makeLogarithms(index.documents + 2);
    this.#left = new Int32Array(index.termCount);
    this.#right = new Int32Array(index.termCount);
    this.#toRight = new Float64Array(index.termCount).fill(Number.NaN);
    this.#toLeft = new Float64Array(index.termCount).fill(Number.NaN);
  }

  /** Swaps documents over the middle while that gains; returns how many pairs. */
  cut(from: number, middle: number, to: number): number {
    this.#count(this.#left, from, middle, 1);
    this.#count(this.#right, middle, to, 1);
    let swaps = 0;
    for (let round = 0; round < this.#iterations; round++) {
      const swapped = this.#swap(from, middle, to);
      swaps += swapped;
      if (swapped === 0) break;
    }
    this.#count(this.#left, from, middle, 0);
    this.#count(this.#right, middle, to, 0);
    // What is closest in the halves has been moved about: numbers put them in an order of their own again.
    this.#order.subarray(from, middle).sort();
    this.#order.subarray(middle, to).sort();
    return swaps;
  }

  /** Adds `step` to the count of each term in a part, or with 0 clears them. */
  #count(counts: Int32Array, from: number, to: number, step: number): void {
    const { start, terms } = this.#index;
    for (let at = from; at < to; at++) {
      const document = this.#order[at];
      const end = start[document + 1];
      for (let i = start[document]; i < end; i++) counts[terms[i]] = step === 0 ? 0 : counts[terms[i]] + step;
    }
  }

  #swap(from: number, middle: number, to: number): number {
    const leftSize = middle - from;
    const rightSize = to - middle;
    const leaving = this.#rank(from, middle, this.#toRight, this.#left, this.#right, leftSize, rightSize);
    const coming = this.#rank(middle, to, this.#toLeft, this.#right, this.#left, rightSize, leftSize);
    this.#forget(from, to);
    const pairs = Math.min(leaving.places.length, coming.places.length);
    let swapped = 0;
    while (swapped < pairs && leaving.gains[swapped] + coming.gains[swapped] > 0) {
      const a = leaving.places[swapped];
      const b = coming.places[swapped];
      this.#move(this.#order[a], this.#left, this.#right);
      this.#move(this.#order[b], this.#right, this.#left);
      [this.#order[a], this.#order[b]] = [this.#order[b], this.#order[a]];
      swapped++;
    }
    return swapped;
  }

  #move(document: number, source: Int32Array, target: Int32Array): void {
    const { start, terms } = this.#index;
    for (let i = start[document]; i < start[document + 1]; i++) {
      source[terms[i]]--;
      target[terms[i]]++;
    }
  }

  /** The places of a half by what moving their document gains, most first, then by place. */
  #rank(
    from: number,
    to: number,
    cache: Float64Array,
    source: Int32Array,
    target: Int32Array,
    sourceSize: number,
    targetSize: number,
  ): { places: Uint32Array; gains: Float64Array } {
    const { start, terms } = this.#index;
    const count = to - from;
    const keys = new Float64Array(count);
    for (let at = from; at < to; at++) {
      const document = this.#order[at];
      const end = start[document + 1];
      let gain = 0;
      for (let i = start[document]; i < end; i++) {
        const term = terms[i];
        let known = cache[term];
        if (Number.isNaN(known)) {
          known = this.#gainOf(source[term], target[term], sourceSize, targetSize);
          cache[term] = known;
        }
        gain += known;
      }
      // Below 2^31 times 2^22 places: exact.
      keys[at - from] = -gain * 4_194_304 + (at - from);
    }
    keys.sort();
    const places = new Uint32Array(count);
    const gains = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const gain = -Math.floor(keys[i] / 4_194_304);
      gains[i] = gain;
      places[i] = from + (keys[i] + gain * 4_194_304);
    }
    return { places, gains };
  }

  #forget(from: number, to: number): void {
    const { start, terms } = this.#index;
    for (let at = from; at < to; at++) {
      const document = this.#order[at];
      for (let i = start[document]; i < start[document + 1]; i++) {
        this.#toRight[terms[i]] = Number.NaN;
        this.#toLeft[terms[i]] = Number.NaN;
      }
    }
  }

  #gainOf(source: number, target: number, sourceSize: number, targetSize: number): number {
    const before = this.#cost(source, sourceSize) + this.#cost(target, targetSize);
    return before - this.#cost(source - 1, sourceSize) - this.#cost(target + 1, targetSize);
  }

  /** Bits of a list of `count` postings in a part, about: count × log2(size / (count + 1)). */
  #cost(count: number, size: number): number {
    return count * (this.#logarithms[size] - this.#logarithms[count + 1]);
  }
}

/** log2 of 1 … size − 1 with ten binary places, rounded down, by squaring: the same integers in every engine. */
function makeLogarithms(size: number): Int32Array {
  const logarithms = new Int32Array(size);
  for (let value = 1; value < size; value++) {
    const whole = 31 - Math.clz32(value);
    let rest = value / 2 ** whole;
    let log = whole;
    for (let bit = 0; bit < FRACTION_BITS; bit++) {
      rest *= rest;
      log *= 2;
      if (rest >= 2) {
        rest /= 2;
        log++;
      }
    }
    logarithms[value] = log;
  }
  return logarithms;
}
