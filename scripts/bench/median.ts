/** The middle one of some figures; of an even number of them the greater of both in the middle. Undefined of none. */
export function median(values: ArrayLike<number>): number {
  return Float64Array.from(values).sort()[values.length >> 1];
}
