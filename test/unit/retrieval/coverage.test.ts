import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundOf, denseShareOf, thousandthsOf } from '../../../src/retrieval/coverage.ts';

describe('the bound of a query', () => {
  it('adds up what each term can add, shifted and as often as it is named', () => {
    const terms = [
      { term: 'a', weight: 2 },
      { term: 'b', weight: 1, shift: 3 },
      { term: 'c', weight: 3, shift: 3 },
    ];
    const reaches = [
      { isHeld: true, impact: 1000 },
      { isHeld: true, impact: 807 },
      { isHeld: false, impact: 16_383 },
    ];
    expect(boundOf(terms, reaches)).toBe(2 * 1000 + 100 + 3 * 2047);
    expect(boundOf([], [])).toBe(0);
  });
});

describe('coverage', () => {
  it.each([
    [0, 100, 0],
    [100, 100, 1000],
    [1, 3, 333],
    [2, 3, 666],
    [999_999, 1_000_000, 999],
    [0, 0, 0],
  ])('of %i out of %i is %i thousandths', (top, bound, expected) => {
    expect(thousandthsOf({ top, bound })).toBe(expected);
  });
});

describe('the dense share', () => {
  it.each([
    [1000, 15],
    [999, 15],
    [967, 15],
    [966, 16],
    [500, 30],
    [1, 44],
    [0, 45],
  ])('of a query of which %i out of 1000 are covered is %i percent', (top, expected) => {
    expect(denseShareOf({ denseWeight: 15, uncoveredWeight: 30 }, { top, bound: 1000 })).toBe(expected);
  });

  it('is that of the index where it has no part that depends, and where there are no terms', () => {
    expect(denseShareOf({ denseWeight: 20 }, { top: 0, bound: 1000 })).toBe(20);
    expect(denseShareOf({ denseWeight: 15, uncoveredWeight: 30 }, { top: 0, bound: 0 })).toBe(15);
  });

  it('never leaves what the index allows, and falls as coverage grows', () => {
    const bounds = fc.integer({ min: 1, max: 16_383 * 65_536 });
    fc.assert(
      fc.property(bounds, fc.double({ min: 0, max: 1, noNaN: true }), (bound, part) => {
        const top = Math.floor(bound * part);
        const share = denseShareOf({ denseWeight: 20, uncoveredWeight: 50 }, { top, bound });
        expect(share).toBe(20 + Number((50n * BigInt(bound - top)) / BigInt(bound)));
        expect(share).toBeGreaterThanOrEqual(20);
        expect(share).toBeLessThanOrEqual(70);
      }),
    );
  });
});
