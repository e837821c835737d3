import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inverseDocumentFrequency, lengthNorms, MAX_IMPACT, quantiseImpact } from '../../../src/format/impact.ts';
import { naturalLogarithm } from '../../../src/format/natural-logarithm.ts';

describe('the natural logarithm', () => {
  it('agrees with the engine to 4 units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (x) => {
        const expected = Math.log(x);
        expect(Math.abs(naturalLogarithm(x) - expected)).toBeLessThanOrEqual(
          4 * Number.EPSILON * Math.max(1, Math.abs(expected)),
        );
      }),
      { numRuns: 5000 },
    );
  });

  it('has these bits on every machine', () => {
    const bits = (x: number) => Buffer.from(Float64Array.of(naturalLogarithm(x)).buffer).toString('hex');
    expect([1, 2, 1.5, 10, 194_451.5].map(bits)).toMatchInlineSnapshot(`
      [
        "0000000000000000",
        "ef39fafe422ee63f",
        "4c98bfec23f3d93f",
        "1555b5bbb16b0240",
        "d60452b21a5b2840",
      ]
    `);
  });
});

describe('inverse document frequency', () => {
  it('falls as a term spreads over more passages', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1e6 }), fc.nat(), (n, r) => {
        const df = 1 + (r % (n - 1));
        expect(inverseDocumentFrequency(n, df)).toBeGreaterThan(inverseDocumentFrequency(n, df + 1));
      }),
    );
  });

  it('stays above zero for a term in every passage', () => {
    expect(inverseDocumentFrequency(1000, 1000)).toBeGreaterThan(0);
  });
});

describe('an impact', () => {
  it('is 1 … 65,535, rises with frequency and falls with length', () => {
    const [short, long] = lengthNorms(Uint32Array.of(10, 1000), 100);
    const largest = inverseDocumentFrequency(1000, 1);
    const impact = (df: number, tf: number, norm: number) =>
      quantiseImpact(inverseDocumentFrequency(1000, df), tf, norm, largest);
    expect(impact(5, 3, short)).toBeGreaterThan(impact(5, 2, short));
    expect(impact(5, 3, short)).toBeGreaterThan(impact(5, 3, long));
    expect(impact(1000, 1, long)).toBeGreaterThanOrEqual(1);
    expect(impact(1, 2 ** 30, short)).toBeLessThanOrEqual(MAX_IMPACT);
  });
});
