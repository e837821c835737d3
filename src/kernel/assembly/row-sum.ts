import { ROWS_PER_STEP, VALUES_PER_STEP } from '../constants';

/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: the weighted sum of rows of an int8 table.
 * The scalar twin is `ScalarRowSum` in ../row-sum.ts; both give the same integers.
 *
 * Four rows at a time, two and two interleaved, so that one multiplication adds up a pair: [a0 b0 a1 b1 …] · [wa wb wa wb …].
 *
 * @param rows the table, `dimensions` × i8 a row
 * @param numbers count × i32: which rows
 * @param weights count × i16
 * @param count a multiple of ROWS_PER_STEP; a weight of zero fills up
 * @param dimensions a multiple of VALUES_PER_STEP
 * @param sums dimensions × i32
 */
export function sum(rows: usize, numbers: usize, weights: usize, count: i32, dimensions: i32, sums: usize): void {
  memory.fill(sums, 0, dimensions << 2);
  for (let i: i32 = 0; i < count; i += ROWS_PER_STEP) {
    const a = rows + (load<i32>(numbers) * dimensions);
    const b = rows + (load<i32>(numbers, 4) * dimensions);
    const c = rows + (load<i32>(numbers, 8) * dimensions);
    const d = rows + (load<i32>(numbers, 12) * dimensions);
    const ab = v128.load32_splat(weights);
    const cd = v128.load32_splat(weights, 4);
    numbers += 16;
    weights += 8;
    let at = sums;
    for (let j: i32 = 0; j < dimensions; j += VALUES_PER_STEP) {
      const va = v128.load(a + j);
      const vb = v128.load(b + j);
      const vc = v128.load(c + j);
      const vd = v128.load(d + j);
      const abLow = v128.shuffle<i8>(va, vb, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const abHigh = v128.shuffle<i8>(va, vb, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const cdLow = v128.shuffle<i8>(vc, vd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const cdHigh = v128.shuffle<i8>(vc, vd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const sum0 = i32x4.add(
        i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(abLow), ab),
        i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(cdLow), cd),
      );
      const sum1 = i32x4.add(
        i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(abLow), ab),
        i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(cdLow), cd),
      );
      const sum2 = i32x4.add(
        i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(abHigh), ab),
        i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(cdHigh), cd),
      );
      const sum3 = i32x4.add(
        i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(abHigh), ab),
        i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(cdHigh), cd),
      );
      v128.store(at, i32x4.add(v128.load(at), sum0));
      v128.store(at, i32x4.add(v128.load(at, 16), sum1), 16);
      v128.store(at, i32x4.add(v128.load(at, 32), sum2), 32);
      v128.store(at, i32x4.add(v128.load(at, 48), sum3), 48);
      at += 64;
    }
  }
}
