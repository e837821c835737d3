import { quantise } from '../../src/encoder/quantise.ts';

/**
 * Spherical k-means: a centre has the direction of the sum of its vectors, and the length of a vector. The sums are of integers, so
 * that they are equal whoever adds up what.
 */

/** The first vectors of the sample are the first centres; where there are fewer, some are equal, and the later ones stay empty. */
export function firstCentres(vectors: Int8Array, sample: Uint32Array, centres: Int8Array, dimensions: number): void {
  for (let cell = 0; cell * dimensions < centres.length; cell++) {
    const at = sample[cell % sample.length] * dimensions;
    centres.set(vectors.subarray(at, at + dimensions), cell * dimensions);
  }
}

/** Moves every centre that has vectors. @param cellOf the cell of each vector */
export function moveCentres(
  vectors: Int8Array,
  rows: Uint32Array,
  cellOf: Uint32Array,
  centres: Int8Array,
  dimensions: number,
): void {
  const sums = new Int32Array(centres.length);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i] * dimensions;
    const to = cellOf[rows[i]] * dimensions;
    for (let j = 0; j < dimensions; j++) sums[to + j] += vectors[from + j];
  }
  const unit = new Float32Array(dimensions);
  for (let at = 0; at < sums.length; at += dimensions) {
    let squared = 0;
    for (let j = at; j < at + dimensions; j++) squared += sums[j] * sums[j];
    if (squared === 0) continue;
    const length = Math.sqrt(squared);
    for (let j = 0; j < dimensions; j++) unit[j] = sums[at + j] / length;
    quantise(unit, centres.subarray(at, at + dimensions));
  }
}
