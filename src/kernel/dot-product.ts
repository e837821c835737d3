/** An int8 vector, or one of a query at finer steps. */
export type QueryVector = Int8Array | Int16Array;

/** Dot product of `query` with as many values from `at`. |result| < 2^31 for int8 queries up to 130,000 dimensions. */
export function dotProduct(query: QueryVector, vectors: Int8Array, at: number): number {
  // Four sums in 32-bit integers: the engine keeps them in registers and need not wait for one before the next.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 3 < query.length; i += 4) {
    a = (a + Math.imul(query[i], vectors[at + i])) | 0;
    b = (b + Math.imul(query[i + 1], vectors[at + i + 1])) | 0;
    c = (c + Math.imul(query[i + 2], vectors[at + i + 2])) | 0;
    d = (d + Math.imul(query[i + 3], vectors[at + i + 3])) | 0;
  }
  for (; i < query.length; i++) a += query[i] * vectors[at + i];
  return a + b + c + d;
}

/** The scalar twin of `scan` in assembly/vector-scan.ts: scores of the vectors `start` … `start + rows − 1`. */
export function scoreRun(
  query: QueryVector,
  vectors: Int8Array,
  start: number,
  rows: number,
  scores: Int32Array,
): Int32Array {
  const dimensions = query.length;
  for (let row = 0; row < rows; row++) scores[row] = dotProduct(query, vectors, (start + row) * dimensions);
  return scores;
}

/** The scalar twin of `gather`: scores of the vectors that `rows` names. */
export function scoreRows(query: QueryVector, vectors: Int8Array, rows: Uint32Array, scores: Int32Array): Int32Array {
  const dimensions = query.length;
  for (let i = 0; i < rows.length; i++) scores[i] = dotProduct(query, vectors, rows[i] * dimensions);
  return scores;
}
