import { scoreFour, scoreFourPairs, touch } from './rows';

/**
 * AssemblyScript, compiled to WebAssembly SIMD by scripts/build.mjs: dot products of queries with int8 vectors. The scalar
 * twins are in ../dot-product.ts; they give the same integers. Dimensions are a multiple of VALUES_PER_STEP.
 */

/**
 * One query, a run of vectors.
 *
 * @param query dimensions × i16, the query widened beforehand
 * @param vectors rows × dimensions i8
 * @param scores room for rows × i32 up to a multiple of ROWS_PER_STEP; what is behind the last score is undefined
 */
export function scan(query: usize, vectors: usize, rows: i32, dimensions: i32, scores: usize): void {
  const step = <usize>dimensions;
  const last = vectors + step * <usize>(rows - 1);
  // 4 is ROWS_PER_STEP of ../constants.ts
  for (let row: i32 = 0; row < rows; row += 4) {
    const second = min(vectors + step, last);
    const third = min(second + step, last);
    const fourth = min(third + step, last);
    // Four rows side by side are no order that the processor reads ahead in; line after line is. The sum is stored where
    // the scores are about to be, or the engine could leave the reads out.
    store<i32>(scores, touch(vectors, <i32>(fourth + step - vectors)));
    v128.store(scores, scoreFour(query, vectors, second, third, fourth, dimensions));
    vectors = fourth + step;
    scores += 16;
  }
}

/**
 * One query, vectors anywhere: the candidates that are rescored, or the few that a filter admits.
 *
 * @param rows count × u32, which vectors, and room up to a multiple of ROWS_PER_STEP, which is written to
 * @param scores room for count × i32 up to a multiple of ROWS_PER_STEP
 */
export function gather(query: usize, vectors: usize, rows: usize, count: i32, dimensions: i32, scores: usize): void {
  const last = load<u32>(rows + (<usize>(count - 1) << 2));
  for (let i = count; i & 3; i++) store<u32>(rows + (<usize>i << 2), last);
  const step = <usize>dimensions;
  // 4 is ROWS_PER_STEP of ../constants.ts
  for (let i: i32 = 0; i < count; i += 4) {
    const at = rows + (<usize>i << 2);
    const a = vectors + step * <usize>load<u32>(at);
    const b = vectors + step * <usize>load<u32>(at, 4);
    const c = vectors + step * <usize>load<u32>(at, 8);
    const d = vectors + step * <usize>load<u32>(at, 12);
    v128.store(scores + (<usize>i << 2), scoreFour(query, a, b, c, d, dimensions));
  }
}

/**
 * Several queries, the same run of vectors: two vectors are read once for four queries.
 *
 * @param queries a multiple of QUERIES_PER_STEP of them, each dimensions × i16 and `stride` bytes from the next; strides
 * of 4 KiB would bring all queries into one set of the cache
 * @param scores count × room × i32: the scores of one query stand together
 * @param room at least rows, and even
 */
export function scanBatch(
  queries: usize,
  count: i32,
  stride: usize,
  vectors: usize,
  rows: i32,
  dimensions: i32,
  scores: usize,
  room: usize,
): void {
  const step = <usize>dimensions;
  const scoreStep = room << 2;
  for (let row: i32 = 0; row < rows; row += 2) {
    const second = vectors + (row + 1 < rows ? step : 0);
    let query = queries;
    let to = scores;
    // 4 is QUERIES_PER_STEP of ../constants.ts
    for (let i: i32 = 0; i < count; i += 4) {
      scoreFourPairs(query, query + stride, query + stride * 2, query + stride * 3, vectors, second, dimensions, to, scoreStep);
      query += stride * 4;
      to += scoreStep * 4;
    }
    vectors += step * 2;
    scores += 8;
  }
}
