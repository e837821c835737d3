import { describe, expect, it } from 'vitest';
import { testPairedDifferences } from '../../../src/evaluation/paired-test.ts';
import { xorshift32 } from '../../../src/evaluation/xorshift.ts';

/** All ways to choose signs, one by one. */
function countByHand(differences: readonly number[]): number {
  const found = Math.abs(differences.reduce((sum, difference) => sum + difference, 0));
  const ways = 2 ** differences.length;
  let extreme = 0;
  for (let way = 0; way < ways; way++) {
    const sum = differences.reduce((total, each, i) => total + ((way >> i) & 1 ? -each : each), 0);
    if (Math.abs(sum) >= found) extreme += 1;
  }
  return extreme / ways;
}

const drawn = (count: number, seed: number) => {
  const next = xorshift32(seed);
  return Array.from({ length: count }, () => (next() % 2001) - 1000);
};

describe('the paired randomisation test', () => {
  it.each<[string, number[], number]>([
    ['nothing to compare', [], 1],
    ['nothing that differs', [0, 0, 0], 1],
    ['one difference, which could as well be turned', [7], 1],
    ['two of one sign: they agree in half of the ways', [5, 5], 0.5],
    ['three of one sign', [1, 2, 3], 0.25],
    ['the same and topics that tie', [0, 1, 2, 0, 3], 0.25],
    ['two that cancel out', [4, -4], 1],
    ['ten of one sign', Array(10).fill(3), 2 / 1024],
  ])('gives what can be counted by hand for %s', (_what, differences, p) => {
    expect(testPairedDifferences(differences)).toBe(p);
    expect(testPairedDifferences(differences.map((each) => -each))).toBe(p);
  });

  it('counts every way up to 16 differences', () => {
    for (const [count, seed] of [
      [3, 1],
      [8, 2],
      [9, 3],
      [16, 4],
    ]) {
      const differences = drawn(count, seed).map((each) => each || 1);
      expect(testPairedDifferences(differences)).toBe(countByHand(differences));
    }
  });

  it('comes close to the count of every way where it draws them', () => {
    // Seventeen to twenty differences: drawn by the test, counted by hand.
    for (const [count, seed] of [
      [17, 5],
      [18, 6],
      [19, 7],
      [20, 11],
    ]) {
      const differences = drawn(count, seed).map((each) => each || 1);
      // Five standard errors of a share of 100,000.
      expect(Math.abs(testPairedDifferences(differences) - countByHand(differences))).toBeLessThan(0.008);
    }
  });

  it('draws the same ways on every machine, and more than 32 topics from several words', () => {
    expect(testPairedDifferences(drawn(300, 9))).toBe(64_299 / 100_001);
    expect(testPairedDifferences(drawn(33, 10))).toBe(90_686 / 100_001);
  });

  it('is never 0, and is exact about ties however many ways are drawn', () => {
    expect(testPairedDifferences(Array(200).fill(1))).toBe(1 / 100_001);
    // The sum is 0: every way is as far from 0.
    expect(testPairedDifferences([...Array(40).fill(2), ...Array(40).fill(-2)])).toBe(1);
  });

  it('refuses fractions, whose sums would depend on their order', () => {
    expect(() => testPairedDifferences([1, 0.5])).toThrow(RangeError);
    expect(() => testPairedDifferences([Number.NaN])).toThrow(RangeError);
  });
});
