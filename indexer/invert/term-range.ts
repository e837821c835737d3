import type { PassageImpacts } from '../../src/format/impact.ts';
import type { UnitRun } from './unit-run.ts';

/** What impacts of the shard are made of. */
export interface ImpactFactors {
  /** Per term, in term order. */
  readonly idf: Float64Array;
  /** Of the passages of the shard. */
  readonly impacts: Pick<PassageImpacts, 'of'>;
}

/**
 * Postings and positions of a range of terms of a shard, gathered unit by unit: each posting goes straight to its place,
 * so nothing is merged.
 */
export class TermRange {
  /** Term by term, passages ascending within each. */
  readonly passages: Uint32Array;
  readonly impacts: Uint16Array;
  readonly positions: Uint8Array;
  /** Postings and position bytes of all terms of the range. */
  postingCount = 0;
  positionCount = 0;
  #firstTerm = 0;
  #nextPosting = new Uint32Array(0);
  #nextPosition = new Uint32Array(0);

  /** @param postings, positionBytes of the largest range that it will hold */
  constructor(postings: number, positionBytes: number) {
    this.passages = new Uint32Array(postings);
    this.impacts = new Uint16Array(postings);
    this.positions = new Uint8Array(positionBytes);
  }

  /** Begins the range of the terms `first` … `end` − 1. */
  begin(first: number, end: number, frequencies: Uint32Array, positionBytes: Float64Array): void {
    this.#firstTerm = first;
    this.#nextPosting = new Uint32Array(end - first);
    this.#nextPosition = new Uint32Array(end - first);
    this.postingCount = 0;
    this.positionCount = 0;
    for (let term = first; term < end; term++) {
      this.#nextPosting[term - first] = this.postingCount;
      this.#nextPosition[term - first] = this.positionCount;
      this.postingCount += frequencies[term];
      this.positionCount += positionBytes[term];
    }
  }

  /** Takes what a unit holds of the range. Units come in order. */
  add(run: UnitRun, end: number, { idf, impacts }: ImpactFactors): void {
    const { postings, positions } = run.read(end);
    const { count, places, postingBytes, positionBytes, firstPassage } = run;
    let at = 0;
    let positionsAt = 0;
    for (let i = 0; i < count; i++) {
      const term = places[i];
      const termIdf = idf[term];
      const slot = term - this.#firstTerm;
      let next = this.#nextPosting[slot];
      let passage = firstPassage;
      for (const stop = at + postingBytes[i]; at < stop; next++) {
        // Two varints or three, decoded in line: this loop sees every posting of the collection.
        let byte = postings[at++];
        let gap = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = postings[at++];
          gap |= (byte & 127) << shift;
        }
        byte = postings[at++];
        let frequency = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = postings[at++];
          frequency |= (byte & 127) << shift;
        }
        let inTitle = 0;
        if ((frequency & 1) === 1) {
          byte = postings[at++];
          inTitle = byte & 127;
          for (let shift = 7; byte > 127; shift += 7) {
            byte = postings[at++];
            inTitle |= (byte & 127) << shift;
          }
        }
        passage += gap;
        this.passages[next] = passage;
        this.impacts[next] = impacts.of(passage, termIdf, frequency >>> 1, inTitle);
      }
      this.#nextPosting[slot] = next;
      let target = this.#nextPosition[slot];
      for (const stop = positionsAt + positionBytes[i]; positionsAt < stop; ) {
        this.positions[target++] = positions[positionsAt++];
      }
      this.#nextPosition[slot] = target;
    }
  }
}
