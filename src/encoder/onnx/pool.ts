import { toUnitLength } from '../unit-length.ts';
import type { Pooling } from './model-source.ts';

/**
 * One vector of unit length from those of the tokens of a text. Sums are taken in the order of the tokens, in 64 bits, so that
 * they are the same on every machine.
 *
 * @param values `tokens × width`, row after row
 * @param dimensions first components that are kept
 * @returns all zeros where the vector has no length
 */
export function poolTokens(
  values: Float32Array,
  tokens: number,
  width: number,
  pooling: Pooling,
  dimensions: number,
): Float32Array {
  const sums = new Float64Array(dimensions);
  if (pooling === 'cls' || pooling === 'last') {
    const from = pooling === 'cls' ? 0 : (tokens - 1) * width;
    for (let j = 0; j < dimensions; j++) sums[j] = values[from + j];
  } else if (pooling === 'max') {
    sums.fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < tokens; i++) {
      for (let j = 0; j < dimensions; j++) sums[j] = Math.max(sums[j], values[i * width + j]);
    }
  } else {
    for (let i = 0; i < tokens; i++) for (let j = 0; j < dimensions; j++) sums[j] += values[i * width + j];
  }
  return toUnitLength(sums);
}
