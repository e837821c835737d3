/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: dot products of one query with many int8 vectors.
 * The scalar twin is `dotProduct` in ../dot-product.ts; both give the same integers.
 *
 * @param query dimensions × i16, the query widened beforehand
 * @param vectors rows × dimensions i8
 * @param dimensions a multiple of 16
 * @param scores rows × i32
 */
export function scan(query: usize, vectors: usize, rows: i32, dimensions: i32, scores: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    for (let i: i32 = 0; i < dimensions; i += 16) {
      const values = v128.load(vectors + i);
      const at = query + (i << 1);
      low = i32x4.add(low, i32x4.dot_i16x8_s(v128.load(at), i16x8.extend_low_i8x16_s(values)));
      high = i32x4.add(high, i32x4.dot_i16x8_s(v128.load(at, 16), i16x8.extend_high_i8x16_s(values)));
    }
    const sum = i32x4.add(low, high);
    store<i32>(
      scores,
      i32x4.extract_lane(sum, 0) +
        i32x4.extract_lane(sum, 1) +
        i32x4.extract_lane(sum, 2) +
        i32x4.extract_lane(sum, 3),
    );
    vectors += dimensions;
    scores += 4;
  }
}
