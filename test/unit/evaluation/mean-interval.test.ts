import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../../src/evaluation/mean-interval.ts';
import { xorshift32 } from '../../../src/evaluation/xorshift.ts';

describe('the bootstrap interval of a mean', () => {
  it('has no width where all values are equal', () => {
    expect(meanInterval([7])).toEqual([7, 7]);
    expect(meanInterval(Array(50).fill(-3))).toEqual([-3, -3]);
  });

  it('is that of the binomial distribution for values of 0 and 1', () => {
    // 100 draws of which half are 1: 40 to 60 hold 96.5 % of the means, 41 to 59 hold 94.3 %; 95 % lie between the two.
    const [low, high] = meanInterval(Array.from({ length: 100 }, (_, i) => (i % 2) * 100));
    expect([40, 41]).toContain(low);
    expect([59, 60]).toContain(high);
  });

  it('is as wide as the normal distribution says where there are many values', () => {
    const next = xorshift32(77);
    const values = Array.from({ length: 1000 }, () => (next() % 20_001) - 10_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / values.length;
    const [low, high] = meanInterval(values);
    expect((mean - low) / deviation).toBeGreaterThan(1.88);
    expect((mean - low) / deviation).toBeLessThan(2.04);
    expect((high - mean) / deviation).toBeGreaterThan(1.88);
    expect((high - mean) / deviation).toBeLessThan(2.04);
  });

  it('is the same on every machine', () => {
    expect(meanInterval([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7])).toEqual([3.5, 87 / 14]);
  });

  it.each([[[]], [[1, 0.5]], [[Number.POSITIVE_INFINITY]]])('refuses %j', (values) => {
    expect(() => meanInterval(values)).toThrow(RangeError);
  });
});
