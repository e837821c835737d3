import fc from 'fast-check';
import { expect, it } from 'vitest';
import { int8Length, quantise } from '../../../src/encoder/quantise.ts';
import type { LegOptions, Ranker } from '../../../src/retrieval/ranker.ts';
import { retrieveDense } from '../../../src/retrieval/rescoring.ts';
import type { Ranking } from '../../../src/retrieval/retriever.ts';

const DIMENSIONS = 8;

const unitVector = fc
  .array(fc.integer({ min: -50, max: 50 }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .map((values) => {
    const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
    return Float32Array.from(values, (value) => value / norm);
  });

function int8Of(unit: Float32Array): Int8Array {
  const vector = new Int8Array(DIMENSIONS);
  quantise(unit, vector);
  return vector;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < DIMENSIONS; j++) sum += a[j] * b[j];
  return sum;
}

/** Ranks rows by int8, as an index does, and has them as they were before. */
function rankerOf(rows: readonly Float32Array[], hasFloats: boolean): Ranker {
  const retrieve = (
    _leg: string,
    { vector }: { vector: Int8Array | null },
    { depth }: LegOptions<unknown>,
  ): Ranking => {
    const ranked = rows.map((row, passage) => ({ passage, score: dot(int8Of(row), vector!) }));
    ranked.sort((a, b) => b.score - a.score || a.passage - b.passage);
    const first = ranked.slice(0, depth);
    return {
      passages: Uint32Array.from(first, ({ passage }) => passage),
      scores: Float64Array.from(first, ({ score }) => score),
    };
  };
  const floatsOf = (passages: Uint32Array): Float32Array =>
    Float32Array.from([...passages].flatMap((passage) => [...rows[passage]]));
  return { retrieve, ...(hasFloats && { floatsOf }) } as unknown as Ranker;
}

const options = (depth: number): LegOptions<unknown> => ({ depth, unit: 'passage', accept: null });

it('orders the first fifty as float32 does, keeps the others behind them, and gives prefixes of one list', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(unitVector, { minLength: 1, maxLength: 120 }), unitVector, async (rows, query) => {
      const ranker = rankerOf(rows, true);
      const asked = { terms: [], vector: int8Of(query), floats: query };
      const byInt8 = ranker.retrieve('dense', asked, options(rows.length)) as Ranking;
      const { passages, scores } = await retrieveDense(ranker, asked, options(rows.length));
      const scale = int8Length(DIMENSIONS) ** 2 * 1024;
      const expected = [...byInt8.passages.subarray(0, 50)].sort(
        (a, b) => Math.round(dot(query, rows[b]) * scale) - Math.round(dot(query, rows[a]) * scale) || a - b,
      );
      expect([...passages.subarray(0, 50)]).toEqual(expected);
      expect([...passages.subarray(50)]).toEqual([...byInt8.passages.subarray(50)]);
      for (let i = 1; i < scores.length; i++) expect(scores[i]).toBeLessThanOrEqual(scores[i - 1]);
      expect(scores.every(Number.isSafeInteger)).toBe(true);
      for (const depth of [1, 7, 60]) {
        const shorter = await retrieveDense(ranker, asked, options(depth));
        expect([...shorter.passages]).toEqual([...passages.subarray(0, depth)]);
        expect([...shorter.scores]).toEqual([...scores.subarray(0, depth)]);
      }
    }),
    { numRuns: 60 },
  );
});

it('leaves the ranking as it is, and answers at once, where an index keeps int8 alone', () => {
  const rows = [Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0), Float32Array.of(0.6, 0.8, 0, 0, 0, 0, 0, 0)];
  const ranker = rankerOf(rows, false);
  const asked = { terms: [], vector: int8Of(rows[1]), floats: rows[1] };
  expect(retrieveDense(ranker, asked, options(2))).toEqual(ranker.retrieve('dense', asked, options(2)));
});
