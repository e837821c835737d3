/** @returns all zeros for a vector without length, or with components that are no numbers */
export function toUnitLength(values: Float64Array): Float32Array {
  let square = 0;
  for (let j = 0; j < values.length; j++) square += values[j] * values[j];
  const unit = new Float32Array(values.length);
  const norm = Math.sqrt(square);
  if (norm > 0 && Number.isFinite(norm)) for (let j = 0; j < values.length; j++) unit[j] = values[j] / norm;
  return unit;
}
