import { type Banding, BandTable, bandingFor } from './bands.ts';
import { areNear, distinct } from './shingles.ts';

/** Documents that share most bands with one, of which the shingles are compared. */
const MOST_COMPARED = 64;

/** Shingles of a document, in any order, repeats included. A fresh array. */
export type ShinglesOf = (document: number) => Int32Array;

/**
 * Finds of documents, in the order of the collection, the first that each is a near copy of. A document that is none stands for those
 * behind it: so each copy is near to what it is a copy of, and not only to another copy. What is found of a document depends on those
 * before it alone.
 *
 * Memory: some 250 to 500 bytes for each document that is no copy, at 80 percent.
 */
export class CopyFinder {
  readonly banding: Banding;
  readonly #percent: number;
  readonly #shinglesOf: ShinglesOf;
  readonly #table: BandTable;
  /** The one that was compared last: copies of one text often follow one another. */
  #last: { readonly document: number; readonly shingles: Int32Array } | null = null;

  constructor(percent: number, shinglesOf: ShinglesOf) {
    this.banding = bandingFor(percent);
    this.#percent = percent;
    this.#shinglesOf = shinglesOf;
    this.#table = new BandTable(this.banding);
  }

  /**
   * The document that another one is a near copy of; null for none.
   *
   * @param signature holds that of the other one from `at` on
   * @param shingles of it; asked where there is a document to compare it with
   */
  find(signature: Int32Array, at: number, shingles: () => Int32Array): number | null {
    const counts = this.#table.find(signature, at);
    if (counts.size === 0) return null;
    const own = distinct(shingles());
    return bestOf(counts).find((each) => areNear(own, this.#distinctOf(each), this.#percent)) ?? null;
  }

  /** Keeps a document that is no near copy, to be found for those behind it. @param document above all before */
  keep(document: number, signature: Int32Array, at: number): void {
    this.#table.add(document, signature, at);
  }

  #distinctOf(document: number): Int32Array {
    if (this.#last?.document !== document) this.#last = { document, shingles: distinct(this.#shinglesOf(document)) };
    return this.#last.shingles;
  }
}

/** Those that are compared, in the order of the collection. */
function bestOf(counts: ReadonlyMap<number, number>): number[] {
  if (counts.size <= MOST_COMPARED) return [...counts.keys()];
  const ordered = [...counts].sort(([a, bandsA], [b, bandsB]) => bandsB - bandsA || a - b);
  return ordered
    .slice(0, MOST_COMPARED)
    .map(([document]) => document)
    .sort((a, b) => a - b);
}
