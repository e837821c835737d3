import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planTables } from '../../../../indexer/cells/plan-tables.ts';
import { countTables, placeTables, TABLE_WIDTHS, wordPlace } from '../../../../src/kernel/code-tables.ts';

/** One sample, whose squares are those of the values. */
const plan = (values: readonly number[]) => planTables(Int16Array.from(values), values.length);

/** All counts of tables of two, four and eight that hold so many values in so many tables. */
function allCounts(values: number, tables: number): number[][] {
  const ways: number[][] = [];
  for (let twos = 0; twos <= tables; twos++) {
    for (let fours = 0; twos + fours <= tables; fours++) {
      const eights = tables - twos - fours;
      if (twos * 2 + fours * 4 + eights * 8 === values) ways.push([twos, fours, eights]);
    }
  }
  return ways;
}

describe('the tables of codes', () => {
  it('are five for sixteen values, and a multiple of four, and hold every value once', () => {
    for (let dimensions = 16; dimensions <= 1024; dimensions += 16) {
      const { order, counts } = plan(Array.from({ length: dimensions }, (_, i) => (i * 37) % 101));
      const tables = counts.reduce((sum, count) => sum + count, 0);
      expect(tables).toBe(countTables(dimensions));
      expect(tables % 4).toBe(0);
      expect(tables).toBeGreaterThanOrEqual((dimensions * 5) / 16);
      expect(counts.reduce((sum, count, kind) => sum + count * TABLE_WIDTHS[kind], 0)).toBe(dimensions);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: dimensions }, (_, i) => i));
    }
  });

  it('have first the values that vary most, of equal ones the first', () => {
    const { order } = plan([0, 5, 0, -7, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...order]).toEqual([3, 1, 4, 7, 0, 2, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  it('are few and wide where values vary little: no other way to part them loses less', () => {
    const values = fc.array(fc.integer({ min: -127, max: 127 }), { minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 64 }), (made, quiet) => {
        const { order, counts } = plan(made.map((value, i) => (i < quiet ? Math.trunc(value / 30) : value)));
        const squares = [...order].map((value) => (value < quiet ? Math.trunc(made[value] / 30) : made[value]) ** 2);
        const lossOf = (ways: readonly number[]) =>
          placeTables(ways).reduce((sum, { start, width }) => {
            const weight = { 2: 1, 4: 3, 8: 5 }[width] as number;
            return sum + squares.slice(start, start + width).reduce((a, b) => a + b, 0) * weight;
          }, 0);
        const losses = allCounts(64, countTables(64)).map(lossOf);
        expect(lossOf(counts)).toBe(Math.min(...losses));
      }),
    );
  });

  it('give values that vary alike no table of eight, and such as hardly vary some', () => {
    expect(plan(Array(256).fill(9)).counts).toEqual([32, 48, 0]);
    expect(plan(Array.from({ length: 256 }, (_, i) => (i < 128 ? 100 : 1))).counts).toEqual([64, 0, 16]);
  });

  it('have room for each word of each value once', () => {
    const places = Array.from({ length: 16 }, (_, value) =>
      Array.from({ length: 16 }, (_, word) => wordPlace(value, word)),
    );
    expect(places.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 256 }, (_, i) => i));
  });
});
