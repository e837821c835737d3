/**
 * AssemblyScript: dot products of int8 rows, four at a time, so that the values of the one vector are read once for four
 * others and four cache misses are waited for together. Dimensions are a multiple of VALUES_PER_STEP.
 */

// @ts-ignore: decorator
@inline
function transposedSum(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Eight values as i16: widened while reading where they are int8. */
// @ts-ignore: decorator
@inline
function loadEight<Value>(at: usize): v128 {
  return sizeof<Value>() === 1 ? v128.load_ext<i8>(at) : v128.load(at);
}

/** Dot products of a vector of i8 or i16 with four int8 rows: four i32. */
// @ts-ignore: decorator
@inline
function dotFour<Value>(vector: usize, r0: usize, r1: usize, r2: usize, r3: usize, dimensions: i32): v128 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  const end = vector + (<usize>dimensions << alignof<Value>());
  while (vector < end) {
    const low = loadEight<Value>(vector);
    const high = loadEight<Value>(vector + (8 << alignof<Value>()));
    a = i32x4.add(a, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r0)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r1)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r2)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(low, v128.load_ext<i8>(r3)));
    a = i32x4.add(a, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r0, 8)));
    b = i32x4.add(b, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r1, 8)));
    c = i32x4.add(c, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r2, 8)));
    d = i32x4.add(d, i32x4.dot_i16x8_s(high, v128.load_ext<i8>(r3, 8)));
    // 16 is VALUES_PER_STEP of ../constants.ts
    vector += 16 << alignof<Value>();
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
  }
  return transposedSum(a, b, c, d);
}

/** Scores of four int8 rows against a query of dimensions × i16. */
// @ts-ignore: decorator
@inline
export function scoreFour(query: usize, r0: usize, r1: usize, r2: usize, r3: usize, dimensions: i32): v128 {
  return dotFour<i16>(query, r0, r1, r2, r3, dimensions);
}

/** The same for a vector that is itself an int8 row. */
// @ts-ignore: decorator
@inline
export function compareFour(row: usize, r0: usize, r1: usize, r2: usize, r3: usize, dimensions: i32): v128 {
  return dotFour<i8>(row, r0, r1, r2, r3, dimensions);
}

/** Reads one value of each cache line of a run of bytes, to have the lines at hand. Its result must be stored. */
// @ts-ignore: decorator
@inline
export function touch(at: usize, bytes: i32): i32 {
  let values: i32 = 0;
  for (let i: i32 = 0; i < bytes; i += 64) values |= load<i32>(at + i);
  return values;
}

/**
 * Dot products of four widened vectors with two int8 rows.
 *
 * @param to two i32 of the first vector; those of the next stand `step` bytes behind
 */
// @ts-ignore: decorator
@inline
export function scoreFourPairs(
  q0: usize,
  q1: usize,
  q2: usize,
  q3: usize,
  r0: usize,
  r1: usize,
  dimensions: i32,
  to: usize,
  step: usize,
): void {
  let a0 = i32x4.splat(0);
  let b0 = i32x4.splat(0);
  let c0 = i32x4.splat(0);
  let d0 = i32x4.splat(0);
  let a1 = i32x4.splat(0);
  let b1 = i32x4.splat(0);
  let c1 = i32x4.splat(0);
  let d1 = i32x4.splat(0);
  const end = r0 + <usize>dimensions;
  while (r0 < end) {
    const first = v128.load_ext<i8>(r0);
    const second = v128.load_ext<i8>(r1);
    const a = v128.load(q0);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(first, a));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(second, a));
    const b = v128.load(q1);
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(first, b));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(second, b));
    const c = v128.load(q2);
    c0 = i32x4.add(c0, i32x4.dot_i16x8_s(first, c));
    c1 = i32x4.add(c1, i32x4.dot_i16x8_s(second, c));
    const d = v128.load(q3);
    d0 = i32x4.add(d0, i32x4.dot_i16x8_s(first, d));
    d1 = i32x4.add(d1, i32x4.dot_i16x8_s(second, d));
    r0 += 8;
    r1 += 8;
    q0 += 16;
    q1 += 16;
    q2 += 16;
    q3 += 16;
  }
  const ab = transposedSum(a0, a1, b0, b1);
  const cd = transposedSum(c0, c1, d0, d1);
  v128.store_lane<i64>(to, ab, 0);
  v128.store_lane<i64>(to + step, ab, 1);
  v128.store_lane<i64>(to + step * 2, cd, 0);
  v128.store_lane<i64>(to + step * 3, cd, 1);
}

/** Widens an int8 row to i16. */
// @ts-ignore: decorator
@inline
export function widen(row: usize, target: usize, dimensions: i32): void {
  for (let i: i32 = 0; i < dimensions; i += 8) {
    v128.store(target + (i << 1), v128.load_ext<i8>(row + i));
  }
}
