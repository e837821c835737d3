import type { QueryTerm } from '../analysis/parsed-query.ts';
import { Bitmap } from './bitmap.ts';
import type { PassageSet } from './passage-set.ts';

/**
 * Passages that were found in lists, and what those lists hold of each: while they are few they are ranked one by one, and nothing is
 * looked up again.
 */
export class FoundPassages implements PassageSet {
  /** Ascending. */
  readonly passages: readonly number[];
  /** Of the collection. */
  readonly #size: number;
  readonly #terms: readonly string[];
  /** Of each passage one for each term, as stored. */
  readonly #impacts: readonly number[];
  #bitmap: Bitmap | null = null;

  /**
   * @param size passages of the collection
   * @param terms whose impacts are known
   */
  constructor(size: number, passages: readonly number[], terms: readonly string[], impacts: readonly number[]) {
    this.#size = size;
    this.passages = passages;
    this.#terms = terms;
    this.#impacts = impacts;
  }

  /**
   * @returns `few` of `LexicalKernel.rankFew`, with what the terms add whose impacts are known, and the places of the others
   */
  score(terms: readonly QueryTerm[]): { readonly few: Uint32Array; readonly rest: readonly number[] } {
    const few = new Uint32Array(this.passages.length * 2);
    for (let i = 0; i < this.passages.length; i++) few[2 * i] = this.passages[i];
    const rest: number[] = [];
    const width = this.#terms.length;
    for (const [i, { term, weight, shift = 0 }] of terms.entries()) {
      const place = this.#terms.indexOf(term);
      if (place < 0) rest.push(i);
      else {
        for (let at = 1, from = place; at < few.length; at += 2, from += width) {
          few[at] += (this.#impacts[from] >> shift) * weight;
        }
      }
    }
    return { few, rest };
  }

  /** Those that a test holds for. */
  filter(holds: (passage: number) => boolean): FoundPassages {
    const width = this.#terms.length;
    const passages: number[] = [];
    const impacts: number[] = [];
    for (const [i, passage] of this.passages.entries()) {
      if (!holds(passage)) continue;
      passages.push(passage);
      for (let at = i * width; at < (i + 1) * width; at++) impacts.push(this.#impacts[at]);
    }
    return new FoundPassages(this.#size, passages, this.#terms, impacts);
  }

  get #bits(): Bitmap {
    this.#bitmap ??= Bitmap.of(this.#size, this.passages);
    return this.#bitmap;
  }

  forEach(take: (passage: number) => void): void {
    for (const passage of this.passages) take(passage);
  }

  has(passage: number): boolean {
    return this.#bits.has(passage);
  }

  count(): number {
    return this.passages.length;
  }

  slice(start: number, count: number): Uint32Array {
    return this.#bits.slice(start, count);
  }
}
