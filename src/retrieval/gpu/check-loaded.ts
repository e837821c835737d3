import { dotProduct } from '../../kernel/dot-product.ts';
import { countRows, type VectorRows } from '../../kernel/gpu/vector-buffers.ts';
import type { LoadedVectors } from './opened-gpu.ts';

/** Drivers have faults. Before a GPU answers anything, it answers questions whose answers are known. */

const QUERIES = 3;
const DEPTH = 100;
/** Rows, spread over all, that are compared on the CPU: some 20 ms. */
const SAMPLED_ROWS = 20_000;

/**
 * Lets vectors of the collection search it and compares scores, order and, for a sample of rows, whether a hit is missing.
 *
 * @throws Error naming what differs
 */
export async function checkLoaded(loaded: LoadedVectors, vectors: VectorRows): Promise<void> {
  const { dimensions } = vectors;
  const rows = countRows(vectors);
  const queries = new Int8Array(QUERIES * dimensions);
  for (let i = 0; i < QUERIES; i++) {
    const { shard, at } = findRow(vectors, Math.floor((i * (rows - 1)) / (QUERIES - 1)));
    queries.set(shard.subarray(at, at + dimensions), i * dimensions);
  }
  const answers = await loaded.search(queries, DEPTH);
  for (const [i, hits] of answers.entries()) {
    const query = queries.subarray(i * dimensions, (i + 1) * dimensions);
    const length = Math.min(DEPTH, rows);
    if (hits.rows.length !== length) throw new Error(`the GPU gave ${hits.rows.length} hits, not ${length}`);
    for (const [rank, row] of hits.rows.entries()) {
      const score = scoreOf(vectors, query, row);
      if (score !== hits.scores[rank]) {
        throw new Error(`the GPU scores vector ${row} with ${hits.scores[rank]}, not ${score}`);
      }
      if (rank > 0 && !precedes(hits.scores[rank - 1], hits.rows[rank - 1], score, row)) {
        throw new Error(`the GPU ranks vector ${row} out of order`);
      }
    }
    const found = new Set(hits.rows);
    const step = Math.max(1, Math.floor((rows * QUERIES) / SAMPLED_ROWS));
    for (let row = i; row < rows; row += step) {
      const isBetter = precedes(scoreOf(vectors, query, row), row, hits.scores[length - 1], hits.rows[length - 1]);
      if (isBetter && !found.has(row)) throw new Error(`the GPU overlooks vector ${row}`);
    }
  }
}

function precedes(score: number, row: number, thanScore: number, thanRow: number): boolean {
  return score > thanScore || (score === thanScore && row < thanRow);
}

function scoreOf(vectors: VectorRows, query: Int8Array, row: number): number {
  const { shard, at } = findRow(vectors, row);
  return dotProduct(query, shard, at);
}

function findRow({ dimensions, shards }: VectorRows, row: number): { shard: Int8Array; at: number } {
  let left = row;
  for (const shard of shards) {
    const count = shard.length / dimensions;
    if (left < count) return { shard, at: left * dimensions };
    left -= count;
  }
  throw new RangeError(`there is no vector ${row}`);
}
