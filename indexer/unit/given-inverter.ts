import { ByteWriter } from '../../src/bytes/byte-writer.ts';
import { weightBits, weightOf } from '../../src/format/given-impacts.ts';
import type { InvertedRun, PassageInverter, ScoredTitle } from './inverter.ts';
import { TermOrder } from './term-order.ts';

/** Terms that are remembered from unit to unit before it starts anew. */
const MAX_VOCABULARY = 1 << 19;
const NO_TITLE: ScoredTitle = { positions: 0, terms: 0, firstWordsEnd: 0 };

/**
 * Inverts vectors of terms with weights, in the place of texts. The run is that of `Inverter`, but that the count of a posting is
 * its weight (`weightBits`), and that every term stands at position 0 alone: terms of a vector have no order, so a phrase asks
 * for a document that holds all of its terms.
 */
export class GivenInverter implements PassageInverter {
  readonly scoredTitle = NO_TITLE;
  readonly #numbers = new Map<string, number>();
  readonly #vocabulary: string[] = [];
  readonly #order = new TermOrder();
  /** Per posting of the unit, passage after passage. */
  #terms: number[] = [];
  #weights: number[] = [];
  #ends: number[] = [];
  #impacts: string | undefined;
  #largest = 0;
  #isWhole = true;

  begin({ impacts }: { readonly impacts?: string }): void {
    this.#impacts = impacts;
  }

  /** Takes the vector of the document that was begun. Returns how many terms it has. */
  addPassage(): number {
    const pairs = JSON.parse(this.#impacts ?? '[]') as (string | number)[];
    for (let i = 0; i < pairs.length; i += 2) {
      const weight = weightBits(pairs[i + 1] as number);
      this.#terms.push(this.#numberOf(pairs[i] as string));
      this.#weights.push(weight);
      this.#largest = Math.max(this.#largest, weight);
      this.#isWhole &&= Number.isInteger(weightOf(weight));
    }
    this.#ends.push(this.#terms.length);
    return pairs.length / 2;
  }

  #numberOf(term: string): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.#vocabulary.length;
      this.#numbers.set(term, number);
      this.#vocabulary.push(term);
    }
    return number;
  }

  finish(): InvertedRun {
    this.#order.update(this.#vocabulary);
    const { order, size, bytes, offsets } = this.#order;
    const starts = new Uint32Array(size + 1);
    for (const term of this.#terms) starts[term + 1]++;
    for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
    const next = starts.slice();
    const passages = new Uint32Array(this.#terms.length);
    const weights = new Uint32Array(this.#terms.length);
    let at = 0;
    for (const [passage, end] of this.#ends.entries()) {
      for (; at < end; at++) {
        const place = next[this.#terms[at]]++;
        passages[place] = passage;
        weights[place] = this.#weights[at];
      }
    }
    const entries = new ByteWriter();
    const postings = new ByteWriter();
    const positions = new ByteWriter();
    let present = 0;
    for (let i = 0; i < size; i++) {
      const [start, end] = [starts[order[i]], starts[order[i] + 1]];
      if (start === end) continue;
      const postingsStart = postings.length;
      let previous = 0;
      for (let place = start; place < end; place++) {
        postings.varint(passages[place] - previous);
        postings.varint(weights[place] * 2);
        positions.varint(1);
        positions.varint(0);
        previous = passages[place];
      }
      entries.varint(offsets[order[i] + 1] - offsets[order[i]]);
      entries.appendRange(bytes, offsets[order[i]], offsets[order[i] + 1]);
      entries.varint(end - start);
      entries.varint(postings.length - postingsStart);
      entries.varint(2 * (end - start));
      present++;
    }
    const weightRange = Uint32Array.of(this.#largest, this.#isWhole ? 1 : 0);
    this.#clear();
    return {
      terms: present,
      entries: entries.view(),
      postings: postings.view(),
      positions: positions.view(),
      weightRange,
    };
  }

  #clear(): void {
    this.#terms = [];
    this.#weights = [];
    this.#ends = [];
    this.#largest = 0;
    this.#isWhole = true;
    if (this.#vocabulary.length <= MAX_VOCABULARY) return;
    this.#numbers.clear();
    this.#vocabulary.length = 0;
    this.#order.clear();
  }
}
