import { lowerBound } from '../../bytes/lower-bound.ts';
import type { ShardPostings } from '../../format/postings.ts';
import type { PositionStore } from '../../store/position-store.ts';

/** Passages whose postings are in memory at a time: some 150 of each, of 10 bytes and 4 for each place. */
export const STRIPE_PASSAGES = 1 << 16;

/** The postings of a stretch of passages of one shard, by passage and not by term. */
export class PassagePostings {
  readonly #starts: Uint32Array;
  readonly #terms: Uint32Array;
  readonly #impacts: Uint16Array;
  /** Where the places of each posting are in `#places`: their number, then they themselves. */
  readonly #placeAt: Float64Array;
  readonly #places: Uint32List = new Uint32List();

  /** @param positions in the order of terms; null where the index has none @param from, to passages of the shard */
  constructor(shard: ShardPostings, positions: PositionStore | null, from: number, to: number) {
    const starts = new Uint32Array(to - from + 1);
    const parts: { term: number; first: number; passages: Uint32Array; impacts: Uint16Array }[] = [];
    for (let term = 0; term < shard.terms.size; term++) {
      const { passages, impacts } = shard.list(term);
      const first = lowerBound(passages, from);
      const end = lowerBound(passages, to);
      if (first === end) continue;
      // Decoded once: kept until the places of all postings are known.
      parts.push({ term, first, passages: passages.slice(first, end), impacts: impacts.slice(first, end) });
      for (let i = first; i < end; i++) starts[passages[i] - from + 1]++;
    }
    for (let i = 0; i < to - from; i++) starts[i + 1] += starts[i];
    const postings = starts[to - from];
    const next = starts.slice();
    this.#starts = starts;
    this.#terms = new Uint32Array(postings);
    this.#impacts = new Uint16Array(postings);
    this.#placeAt = new Float64Array(postings);
    for (const { term, first, passages, impacts } of parts) {
      const cursor = positions?.open(term, shard.entries(term)) ?? null;
      const entries = cursor === null ? null : shard.entryNumbers(term);
      for (let i = 0; i < passages.length; i++) {
        const place = next[passages[i] - from]++;
        this.#terms[place] = term;
        this.#impacts[place] = impacts[i];
        this.#placeAt[place] = this.#places.length;
        if (cursor !== null && entries !== null) this.#places.pushList(cursor.at(entries[first + i]));
      }
    }
  }

  /** The postings of a passage, by term. @param passage from the first of the stretch */
  *of(passage: number): Generator<{ readonly term: number; readonly impact: number; readonly places: Uint32Array }> {
    for (let i = this.#starts[passage]; i < this.#starts[passage + 1]; i++) {
      yield { term: this.#terms[i], impact: this.#impacts[i], places: this.#places.list(this.#placeAt[i]) };
    }
  }
}

/** Grows; holds lists behind each other, each with its length before it. */
class Uint32List {
  length = 0;
  #words = new Uint32Array(1 << 16);

  pushList(values: readonly number[]): void {
    const end = this.length + values.length + 1;
    if (end > this.#words.length) {
      const words = new Uint32Array(Math.max(end, this.#words.length * 2));
      words.set(this.#words);
      this.#words = words;
    }
    this.#words[this.length] = values.length;
    this.#words.set(values, this.length + 1);
    this.length = end;
  }

  /** Empty behind the last. */
  list(at: number): Uint32Array {
    return at >= this.length ? this.#words.subarray(0, 0) : this.#words.subarray(at + 1, at + 1 + this.#words[at]);
  }
}
