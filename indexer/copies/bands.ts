import { SIGNATURE_WORDS } from './signature.ts';

/**
 * Which documents may be near copies of one: those whose signature agrees with its own in all places of one band at least.
 *
 * @see P. Indyk, R. Motwani, Approximate nearest neighbors, 1998; J. Leskovec et al., Mining of Massive Datasets, section 3.4
 */

/** Of a thousand pairs that are just as near as asked, at most so many are not compared. */
const MOST_MISSED = 10;

/** Documents that are known by one band. Pages made from one template would else be compared all with all. */
const MOST_OF_BAND = 32;

/** How a signature is cut. Longer bands are fewer and meet less often by chance; they are as long as the share allows. */
export interface Banding {
  readonly bands: number;
  /** Places of each. */
  readonly rows: number;
}

/** The longest bands with which pairs that share so many percent of their shingles are compared but for `MOST_MISSED`. */
export function bandingFor(percent: number): Banding {
  for (let rows = 16; rows > 1; rows--) {
    const bands = Math.floor(SIGNATURE_WORDS / rows);
    const missed = power(1 - power(percent / 100, rows), bands);
    if (missed * 1000 <= MOST_MISSED) return { bands, rows };
  }
  return { bands: SIGNATURE_WORDS, rows: 1 };
}

/** By products alone, so that every machine finds the same. */
function power(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}

/** A hash table of bands that grows: 8 bytes a place, of which a third to two thirds are taken. */
export class BandTable {
  readonly banding: Banding;
  #hashes = new Int32Array(1 << 12);
  /** Document + 1; 0 for an empty place. */
  #documents = new Uint32Array(1 << 12);
  #size = 0;
  readonly #keys: Int32Array;

  constructor(banding: Banding) {
    this.banding = banding;
    this.#keys = new Int32Array(banding.bands);
  }

  /** The documents that share a band with a signature, ascending, each with the number of bands. */
  find(signature: Int32Array, at: number): Map<number, number> {
    this.#readKeys(signature, at);
    const found: number[] = [];
    const mask = this.#hashes.length - 1;
    for (const key of this.#keys) {
      for (let slot = key & mask; this.#documents[slot] !== 0; slot = (slot + 1) & mask)
        if (this.#hashes[slot] === key) found.push(this.#documents[slot] - 1);
    }
    const counts = new Map<number, number>();
    for (const document of found.sort((a, b) => a - b)) counts.set(document, (counts.get(document) ?? 0) + 1);
    return counts;
  }

  add(document: number, signature: Int32Array, at: number): void {
    this.#readKeys(signature, at);
    for (const key of this.#keys) {
      if ((this.#size + 1) * 3 > this.#hashes.length * 2) this.#grow();
      if (place(this.#hashes, this.#documents, key, document + 1)) this.#size++;
    }
  }

  #readKeys(signature: Int32Array, at: number): void {
    const { bands, rows } = this.banding;
    for (let band = 0; band < bands; band++) {
      let hash = band + 1;
      for (let row = 0; row < rows; row++) {
        hash = Math.imul(hash ^ signature[at + band * rows + row], 0x9e3779b1);
        hash ^= hash >>> 15;
      }
      this.#keys[band] = hash;
    }
  }

  #grow(): void {
    const hashes = new Int32Array(this.#hashes.length * 2);
    const documents = new Uint32Array(hashes.length);
    for (const [slot, document] of this.#documents.entries())
      if (document !== 0) place(hashes, documents, this.#hashes[slot], document);
    this.#hashes = hashes;
    this.#documents = documents;
  }
}

/** @returns false where there are so many of the key that no more are kept */
function place(hashes: Int32Array, documents: Uint32Array, key: number, document: number): boolean {
  const mask = hashes.length - 1;
  let slot = key & mask;
  for (let met = 0; documents[slot] !== 0; slot = (slot + 1) & mask) {
    if (hashes[slot] === key && ++met === MOST_OF_BAND) return false;
  }
  hashes[slot] = key;
  documents[slot] = document;
  return true;
}
