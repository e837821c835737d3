import { compareBytes } from '../../src/bytes/compare-bytes.ts';
import { keyPrefix } from '../../src/bytes/key-prefix.ts';

/**
 * Keeps the terms of a growing vocabulary in the order of their UTF-8 bytes. New terms are sorted by themselves and put
 * in their places, so that a unit with few of them costs little.
 */
export class TermOrder {
  /** Numbers of the terms, ascending by bytes; the first `size` count. */
  order = new Uint32Array(1 << 12);
  size = 0;
  /** UTF-8 of term t: `bytes` from `offsets[t]` to `offsets[t + 1]`. */
  bytes: Uint8Array = new Uint8Array(1 << 16);
  offsets = new Uint32Array((1 << 12) + 1);
  /** The first six bytes of each term as a number: decides nearly every comparison. */
  #prefixes = new Float64Array(1 << 12);

  clear(): void {
    this.size = 0;
  }

  /** Takes the terms behind those taken before. @param vocabulary all terms so far, by number */
  update(vocabulary: readonly string[]): void {
    const known = this.size;
    const added = vocabulary.length - known;
    if (added === 0) return;
    this.#reserve(vocabulary.length);
    for (let term = known; term < vocabulary.length; term++) this.#store(term, vocabulary[term]);
    const sorted = Array.from({ length: added }, (_, i) => known + i).sort((left, right) => this.#compare(left, right));
    this.#merge(sorted);
  }

  /** From the back, each new term is put behind all known ones that come before it. */
  #merge(sorted: readonly number[]): void {
    const { order } = this;
    let end = this.size;
    for (let i = sorted.length - 1; i >= 0; i--) {
      let low = 0;
      let high = end;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (this.#compare(order[middle], sorted[i]) < 0) low = middle + 1;
        else high = middle;
      }
      order.copyWithin(low + i + 1, low, end);
      order[low + i] = sorted[i];
      end = low;
    }
    this.size += sorted.length;
  }

  #compare(left: number, right: number): number {
    const difference = this.#prefixes[left] - this.#prefixes[right];
    if (difference !== 0) return difference;
    const { bytes, offsets } = this;
    return compareBytes(bytes, offsets[left], offsets[left + 1], bytes, offsets[right], offsets[right + 1]);
  }

  #store(term: number, text: string): void {
    const start = this.offsets[term];
    if (start + text.length * 3 > this.bytes.length) this.bytes = enlarge(this.bytes, start + text.length * 3);
    const end = start + ENCODER.encodeInto(text, this.bytes.subarray(start)).written;
    this.offsets[term + 1] = end;
    this.#prefixes[term] = keyPrefix(this.bytes.subarray(start, end));
  }

  #reserve(terms: number): void {
    if (terms <= this.order.length) return;
    this.order = enlarge(this.order, terms);
    this.offsets = enlarge(this.offsets, terms + 1);
    this.#prefixes = enlarge(this.#prefixes, terms);
  }
}

const ENCODER = new TextEncoder();

function enlarge<T extends Uint8Array | Uint32Array | Float64Array>(array: T, needed: number): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.max(needed, array.length * 2));
  larger.set(array as never);
  return larger;
}
