import { describe, expect, it } from 'vitest';
import { ExactNumber } from '../../../src/bytes/exact-number.ts';

describe('the integer of an exact number', () => {
  it.each([
    ['7.0', 7],
    ['-7.000', -7],
    ['1E5', 100_000],
    ['1.50e1', 15],
    ['1200e-2', 12],
    ['-0', 0],
    ['0.0e999999999', 0],
    ['9007199254740991.0', 9_007_199_254_740_991],
    ['-9007199254740991e0', -9_007_199_254_740_991],
  ])('of %s is %d', (text, integer) => {
    expect(new ExactNumber(text).integer).toBe(integer);
  });

  it.each(['1.10', '1e-1', '9007199254740992', '1.00000000000000000001', '1e400', '1e999999999999', '1e-999999999999'])(
    'of %s is none',
    (text) => {
      expect(new ExactNumber(text).integer).toBeNull();
    },
  );

  it('is none of a million digits, which are not looked at', () => {
    expect(new ExactNumber(`1${'0'.repeat(1_000_000)}1`).integer).toBeNull();
  });
});
