/**
 * AssemblyScript: dot products of int8 rows, four at a time, so that the values of the one vector are read once for four
 * others and four cache misses are waited for together. Dimensions are a multiple of 16.
 */

// @ts-ignore: decorator
@inline
function transposedSum(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/**
 * Dot products of a widened vector with four int8 rows.
 *
 * @param query dimensions × i16
 * @returns four i32
 */
// @ts-ignore: decorator
@inline
export function scoreFour(query: usize, r0: usize, r1: usize, r2: usize, r3: usize, dimensions: i32): v128 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = query + (<usize>dimensions << 1);
  while (query < end) {
    const low = v128.load(query);
    const high = v128.load(query, 16);
    a = i32x4.add(a, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r0)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r1)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r2)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r3)));
    a = i32x4.add(a, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r0, 8)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r1, 8)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r2, 8)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r3, 8)));
    query += 32;
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
  }
  return transposedSum(a, b, c, d);
}

/** The same for a vector that is itself an int8 row. */
// @ts-ignore: decorator
@inline
export function compareFour(row: usize, r0: usize, r1: usize, r2: usize, r3: usize, dimensions: i32): v128 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = row + <usize>dimensions;
  while (row < end) {
    const low = v128.load_ext<i8>(row);
    const high = v128.load_ext<i8>(row, 8);
    a = i32x4.add(a, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r0)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r1)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r2)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r3)));
    a = i32x4.add(a, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r0, 8)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r1, 8)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r2, 8)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r3, 8)));
    row += 16;
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
  }
  return transposedSum(a, b, c, d);
}

/** Widens an int8 row to i16. */
// @ts-ignore: decorator
@inline
export function widen(row: usize, target: usize, dimensions: i32): void {
  for (let i: i32 = 0; i < dimensions; i += 8) {
    v128.store(target + (i << 1), v128.load_ext<i8>(row + i));
  }
}
