import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maxSim } from '../../src/retrieval/max-sim.ts';

const component = fc.oneof(fc.integer({ min: -128, max: 127 }), fc.constantFrom(-128, 127, 0));
const sides = fc.integer({ min: 1, max: 9 }).chain((dimensions) => {
  const rows = fc.array(fc.array(component, { minLength: dimensions, maxLength: dimensions }), {
    minLength: 1,
    maxLength: 8,
  });
  return fc.record({ dimensions: fc.constant(dimensions), query: rows, passage: rows });
});

/** With numbers of any size, straight from the definition. */
function naiveMaxSim(query: readonly (readonly number[])[], passage: readonly (readonly number[])[]): bigint {
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, j) => sum + BigInt(value) * BigInt(b[j]), 0n);
  return query.reduce((sum, asked) => {
    const [first, ...rest] = passage.map((said) => product(asked, said));
    return sum + rest.reduce((best, each) => (each > best ? each : best), first);
  }, 0n);
}

it('late interaction is the sum of the largest products, in whatever order tokens stand', () => {
  fc.assert(
    fc.property(sides, ({ dimensions, query, passage }) => {
      const score = (asked: readonly number[][], said: readonly number[][]) =>
        maxSim(Int8Array.from(asked.flat()), Int8Array.from(said.flat()), dimensions);
      const expected = Number(naiveMaxSim(query, passage));
      expect(score(query, passage)).toBe(expected);
      expect(score(query.toReversed(), passage.toReversed())).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
