import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePaired } from '../../src/evaluation/comparison.ts';
import { testPairedDifferences } from '../../src/evaluation/paired-test.ts';

/** Of nDCG, whose values are often 0, 1 and a few between. */
const value = fc.oneof(fc.constantFrom(0, 1, 0.5, 1 / 3), fc.double({ min: 0, max: 1, noNaN: true }));
const systems = (least: number, most: number) =>
  fc.array(fc.tuple(value, value), { minLength: least, maxLength: most }).map((pairs) => ({
    ours: pairs.map(([our]) => our),
    theirs: pairs.map(([, their]) => their),
  }));

describe('a comparison of two systems', () => {
  it('has an interval between the least and the greatest difference, a p above 0, and every topic counted once', () => {
    fc.assert(
      fc.property(systems(1, 60), ({ ours, theirs }) => {
        const { difference, interval, p, wins, losses, ties } = comparePaired(ours, theirs);
        expect(wins + losses + ties).toBe(ours.length);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        if (wins + losses === 0) expect([p, ...interval]).toEqual([1, 0, 0]);
        const differences = ours.map((our, i) => our - theirs[i]);
        expect(interval[0]).toBeGreaterThanOrEqual(Math.min(...differences) - 1e-9);
        expect(interval[1]).toBeLessThanOrEqual(Math.max(...differences) + 1e-9);
        expect(interval[0]).toBeLessThanOrEqual(interval[1]);
        expect(difference).toBeCloseTo(differences.reduce((sum, each) => sum + each, 0) / ours.length, 7);
      }),
      { numRuns: 30 },
    );
  });

  it('has one exact p in whatever order up to 16 topics are, and whatever topics tie beside them', () => {
    const differences = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 14 });
    fc.assert(
      fc.property(differences, fc.nat({ max: 30 }), (found, ties) => {
        const sorted = found.toSorted((left, right) => left - right);
        expect(testPairedDifferences([...Array(ties).fill(0), ...sorted])).toBe(testPairedDifferences(found));
      }),
    );
  });
});
