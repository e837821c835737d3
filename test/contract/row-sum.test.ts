import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowSum, ScalarRowSum } from '../../src/kernel/row-sum.ts';
import { openRowSum } from '../../src/wasm/row-sum.ts';

const ROWS = 40;
const CAPACITY = 50;

function fill(rowSum: RowSum, tokens: readonly (readonly [number, number])[]): Int32Array {
  for (const [i, [row, weight]] of tokens.entries()) {
    rowSum.numbers[i] = row;
    rowSum.weights[i] = weight;
  }
  return rowSum.sum(tokens.length).slice();
}

const tokens = fc.array(
  fc.tuple(fc.nat({ max: ROWS - 1 }), fc.oneof(fc.constantFrom(0, 4095, 32_767), fc.nat({ max: 4095 }))),
  {
    maxLength: CAPACITY,
  },
);

// promise: kernel/same-integers
describe('the sum of rows in WebAssembly', () => {
  it.each([16, 48, 256])('gives the integers of its scalar twin at %d dimensions', (dimensions) => {
    fc.assert(
      fc.property(
        fc.int8Array({ minLength: 64, maxLength: 64 }),
        fc.array(tokens, { minLength: 1, maxLength: 4 }),
        (seed, texts) => {
          // Most values at the ends of the range: they are where sums overflow.
          const rows = new Int8Array(ROWS * dimensions).map((_, i) =>
            i % 3 === 0 ? -128 : i % 3 === 1 ? 127 : seed[i % 64],
          );
          const scalar = new ScalarRowSum(rows, dimensions, CAPACITY);
          const kernel = openRowSum(rows, dimensions, CAPACITY);
          expect(kernel).not.toBeInstanceOf(ScalarRowSum);
          for (const text of texts) expect(fill(kernel, text)).toEqual(fill(scalar, text));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is the weighted sum', () => {
    const rows = Int8Array.from({ length: 3 * 16 }, (_, i) => i - 20);
    const expected = Array.from({ length: 16 }, (_, j) => 2 * rows[j] + 5 * rows[32 + j] + 7 * rows[32 + j]);
    for (const rowSum of [openRowSum(rows, 16, 9), new ScalarRowSum(rows, 16, 9)]) {
      expect([
        ...fill(rowSum, [
          [0, 2],
          [2, 5],
          [2, 7],
        ]),
      ]).toEqual(expected);
      expect([...rowSum.sum(0)]).toEqual(new Array(16).fill(0));
    }
  });

  it('stands aside for rows that it cannot read in steps of sixteen', () => {
    expect(openRowSum(new Int8Array(40), 20, 4)).toBeInstanceOf(ScalarRowSum);
  });
});
