import { describe, expect, it } from 'vitest';
import { ScalarVectorKernel } from '../../../src/kernel/vector-kernel.ts';
import { Bitmap } from '../../../src/retrieval/bitmap.ts';
import { ExactScan } from '../../../src/retrieval/exact-scan.ts';

const DIMENSIONS = 16;
const ROWS = 200;

class CountingKernel extends ScalarVectorKernel {
  /** Pairs of a vector and a query that were compared, by the way of comparing them. */
  alone = 0;
  together = 0;
  chosen = 0;
  #queries = 0;

  override score(start: number, rows: number): Int32Array {
    this.alone += rows;
    return super.score(start, rows);
  }

  override scoreRows(rows: Uint32Array): Int32Array {
    this.chosen += rows.length;
    return super.scoreRows(rows);
  }

  override setQueries(queries: Parameters<ScalarVectorKernel['setQueries']>[0]): void {
    this.#queries = queries.length;
    super.setQueries(queries);
  }

  override scoreBatch(start: number, rows: number): Int32Array {
    this.together += rows * this.#queries;
    return super.scoreBatch(start, rows);
  }
}

describe('an exact scan', () => {
  const setup = () => {
    // Every row differs: the first two values count them.
    const shards = [0, 1].map((shard) =>
      Int8Array.from({ length: ROWS * DIMENSIONS }, (_, i) => {
        const row = shard * ROWS + Math.floor(i / DIMENSIONS);
        return [1 + (row % 100), 1 + Math.floor(row / 100)][i % DIMENSIONS] ?? ((row * 31 + i * 17) % 255) - 127;
      }),
    );
    const kernels = shards.map((shard) => new CountingKernel(shard, DIMENSIONS));
    const scan = new ExactScan({
      ...{ dimensions: DIMENSIONS, shards: [ROWS, ROWS], kernels, firstPassages: [0, ROWS], isOnePassageEach: true },
      documents: Uint32Array.from({ length: 2 * ROWS }, (_, passage) => passage),
    });
    const vectors = Array.from({ length: 40 }, (_, i) => shards[i % 2].slice(i * DIMENSIONS, (i + 1) * DIMENSIONS));
    const count = (way: 'alone' | 'together' | 'chosen') =>
      kernels.reduce((sum, kernel) => sum + kernel[way], 0) / (2 * ROWS);
    return { scan, vectors, count };
  };

  it.each([
    [3, 0],
    [4, 4],
    [7, 4],
    [16, 16],
    [22, 20],
    [40, 40],
  ])('of a batch of %d queries compares %d together and none of those again', (queries, together) => {
    const { scan, vectors, count } = setup();
    const some = vectors.slice(0, queries);
    scan.prepare(some.map((vector) => ({ vector, depth: 10, unit: 'passage' })));
    expect([count('together'), count('alone')]).toEqual([together, 0]);
    for (const vector of some) scan.retrieve({ terms: [], vector }, { depth: 10, unit: 'document', accept: null });
    // Where each document is one passage, both units rank the same, and yet are prepared for one.
    expect(count('alone')).toBe(queries);
    for (const vector of some) scan.retrieve({ terms: [], vector }, { depth: 10, unit: 'passage', accept: null });
    expect(count('alone')).toBe(queries + queries - together);
  });

  it.each([
    ['of one shard', [3]],
    ['of both shards', [0, 7, ROWS - 1, ROWS, 2 * ROWS - 1]],
    ['fewer than a quarter', Array.from({ length: ROWS / 2 - 1 }, (_, i) => i * 4 + 1)],
    ['none', []],
  ])('compares what a narrow filter admits, and no other: passages %s', (_what, admitted) => {
    const { scan, vectors, count } = setup();
    const accept = Bitmap.of(2 * ROWS, admitted);
    const [vector] = vectors;
    const query = { terms: [], vector };
    const { passages, scores } = scan.retrieve(query, { depth: 2 * ROWS, unit: 'passage', accept });
    expect(count('chosen')).toBe(admitted.length / (2 * ROWS));
    expect(count('alone')).toBe(0);
    const all = scan.retrieve(query, { depth: 2 * ROWS, unit: 'passage', accept: null });
    const kept = [...all.passages].flatMap((passage, i) => (accept.has(passage) ? [[passage, all.scores[i]]] : []));
    expect([...passages].map((passage, i) => [passage, scores[i]])).toEqual(kept);
  });

  it('compares every vector where a filter admits a quarter', () => {
    const { scan, vectors, count } = setup();
    const accept = Bitmap.of(
      2 * ROWS,
      Array.from({ length: ROWS / 2 }, (_, i) => i * 4),
    );
    scan.retrieve({ terms: [], vector: vectors[0] }, { depth: 9, unit: 'passage', accept });
    expect([count('chosen'), count('alone')]).toEqual([0, 1]);
  });

  it('compares equal queries once, and queries that say nothing not at all', () => {
    const { scan, vectors, count } = setup();
    const equal = vectors.slice(0, 4).flatMap((vector) => [vector, vector.slice(), new Int8Array(DIMENSIONS)]);
    scan.prepare(equal.map((vector, i) => ({ vector, depth: i + 1, unit: 'passage' })));
    expect(count('together')).toBe(4);
    for (const vector of equal) scan.retrieve({ terms: [], vector }, { depth: 2, unit: 'passage', accept: null });
    expect([count('together'), count('alone')]).toEqual([4, 0]);
  });
});
