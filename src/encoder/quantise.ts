/** Length of the int8 vectors of 384 dimensions: components over 0.3175 of a unit vector are cut, and hardly occur. */
const LENGTH = 400;
const LENGTH_DIMENSIONS = 384;

/**
 * The length that unit vectors get before they are rounded to int8. Fewer dimensions have larger components.
 *
 * @param dimensions of the vectors
 */
export function int8Length(dimensions: number): number {
  return dimensions >= LENGTH_DIMENSIONS ? LENGTH : Math.floor(LENGTH * Math.sqrt(dimensions / LENGTH_DIMENSIONS));
}

/** Writes a unit vector as int8, each component rounded and cut to −127 … 127. */
export function quantise(unit: Float32Array, out: Int8Array): void {
  const length = int8Length(unit.length);
  for (let j = 0; j < unit.length; j++) out[j] = Math.max(-127, Math.min(127, Math.floor(unit[j] * length + 0.5)));
}

/** The same of several, row after row. */
export function quantiseAll(units: readonly Float32Array[], dimensions: number): Int8Array {
  const vectors = new Int8Array(units.length * dimensions);
  for (const [i, unit] of units.entries()) quantise(unit, vectors.subarray(i * dimensions, (i + 1) * dimensions));
  return vectors;
}
