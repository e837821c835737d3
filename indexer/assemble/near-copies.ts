import { CopyFinder } from '../copies/copy-finder.ts';
import { SIGNATURE_WORDS } from '../copies/signature.ts';
import { NEAR_COUNTS, NEAR_SHINGLES, NEAR_SIGNATURES } from '../unit/unit-file.ts';
import type { UnitReader } from '../unit/unit-reader.ts';

/**
 * For each document the first that it is a near copy of: its own number, where it is none. In memory are the signatures of one unit, 8
 * bytes a document, and what the finder keeps.
 *
 * @param firsts for each document the first with the same text, which are not compared again
 */
export function findNear(units: readonly UnitReader[], firsts: Uint32Array, percent: number): Uint32Array {
  const places = new ShinglePlaces(units, firsts.length);
  const finder = new CopyFinder(percent, (document) => places.read(document));
  const near = new Uint32Array(firsts.length);
  let document = 0;
  for (const [number, unit] of units.entries()) {
    const signatures = unit.i32(NEAR_SIGNATURES);
    places.begin(number);
    for (let at = 0; at < signatures.length; at += SIGNATURE_WORDS, document++) {
      const own = document;
      near[own] = own;
      if (firsts[own] !== own) near[own] = near[firsts[own]];
      else if (places.countOf(own) > 0) {
        const original = finder.find(signatures, at, () => places.read(own));
        if (original === null) finder.keep(own, signatures, at);
        else near[own] = original;
      }
    }
  }
  return near;
}

/** Where the shingles of each document are. */
class ShinglePlaces {
  readonly #units: readonly UnitReader[];
  /** First document of each unit, and behind the last how many there are. */
  readonly #unitStarts: number[] = [0];
  /** Where those of a document begin in the section of its unit; its unit holds fewer than 2^32. */
  readonly #starts: Uint32Array;
  readonly #counts: Uint32Array;

  constructor(units: readonly UnitReader[], documents: number) {
    this.#units = units;
    this.#starts = new Uint32Array(documents);
    this.#counts = new Uint32Array(documents);
  }

  /** To be called for each unit in order, before a document of it is read. */
  begin(unit: number): void {
    let document = this.#unitStarts[unit];
    let at = 0;
    for (const count of this.#units[unit].u32(NEAR_COUNTS)) {
      this.#starts[document] = at;
      this.#counts[document++] = count;
      at += count;
    }
    this.#unitStarts[unit + 1] = document;
  }

  countOf(document: number): number {
    return this.#counts[document];
  }

  read(document: number): Int32Array {
    let low = 0;
    let high = this.#unitStarts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#unitStarts[middle] <= document) low = middle;
      else high = middle;
    }
    return this.#units[low].i32Part(NEAR_SHINGLES, this.#starts[document], this.#counts[document]);
  }
}
