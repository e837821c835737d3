/**
 * Unsigned 32-bit numbers in a fixed sequence: Marsaglia's xorshift, "Xorshift RNGs", 2003. For workloads, resampling and
 * made-up data, which one number then describes.
 *
 * @param start any 32 bits but 0, which would give zeros for ever
 */
export function xorshift32(start: number): () => number {
  let state = start;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
