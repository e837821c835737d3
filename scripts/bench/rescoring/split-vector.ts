/**
 * Float vectors as integers, with one scale for all: 16-bit values as an int8 and a low byte, value = 256 × high + low. A
 * dot product with 16-bit values is then 256 × that with the high ones, which a search has computed already, plus that
 * with the low ones. Floats end here, while building or encoding.
 */

/** Largest magnitude: 127 and a half in steps of 256, so that both parts are signed bytes. */
const MAX_SPLIT = 127 * 256 + 127;
/** Largest magnitude of a query: 14 bits, so that products with 127 in 1,000 dimensions add up below 2^31. */
const MAX_QUERY = 8191;
const BINS = 65_536;
/** Values that are counted, evenly spread over all. */
const MAX_COUNTED = 1 << 20;
/** Of so many values one may be cut off, */
const CUT_OFF_ONE_IN = 100_000;
/** if the scale becomes that much smaller by it. */
const WORTH_CUTTING = 0.95;

/**
 * The value that stands for the end of the range. Rare large values are cut off, so that all others get finer steps: on
 * 20,000 passages of MiniLM int8 alone then finds 99.3 % of the ten nearest of float, not 99.1 %.
 */
export function chooseScale(values: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  if (largest === 0) return 1;
  const counts = new Float64Array(BINS);
  // Odd, or some dimensions would never be counted.
  const step = Math.floor(values.length / MAX_COUNTED) | 1;
  const counted = Math.floor((values.length - 1) / step) + 1;
  for (let i = 0; i < values.length; i += step) {
    counts[Math.min(BINS - 1, Math.floor((Math.abs(values[i]) / largest) * BINS))]++;
  }
  let above = 0;
  let bin = BINS;
  while (bin > 1 && above + counts[bin - 1] <= counted / CUT_OFF_ONE_IN) above += counts[--bin];
  const cut = (largest * bin) / BINS;
  return cut < largest * WORTH_CUTTING ? cut : largest;
}

/** Splits values into high and low bytes. @param scale what stands for the end of the range; beyond it values are cut off */
export function splitVectors(values: Float32Array, scale: number, high: Int8Array, low: Int8Array): void {
  const factor = MAX_SPLIT / scale;
  for (let i = 0; i < values.length; i++) {
    const value = Math.max(-MAX_SPLIT, Math.min(MAX_SPLIT, Math.floor(values[i] * factor + 0.5)));
    high[i] = (value + 128) >> 8;
    low[i] = value - high[i] * 256;
  }
}

/** A query at 14 bits by its own scale: a scale changes no order. */
export function widenQuery(query: Float32Array): Int16Array {
  let largest = 0;
  for (const value of query) largest = Math.max(largest, Math.abs(value));
  return Int16Array.from(query, (value) => (largest === 0 ? 0 : Math.round((value / largest) * MAX_QUERY)));
}

/** The score with 16-bit values: an integer below 2^53. */
export function joinScores(high: number, low: number): number {
  return high * 256 + low;
}
