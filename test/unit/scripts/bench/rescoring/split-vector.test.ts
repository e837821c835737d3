import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseScale,
  joinScores,
  splitVectors,
  widenQuery,
} from '../../../../../scripts/bench/rescoring/split-vector.ts';
import { dotProduct } from '../../../../../src/kernel/dot-product.ts';

describe('a split vector', () => {
  it('holds 16-bit values, whose scores its two halves add up to', () => {
    const values = fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 16, maxLength: 64 });
    fc.assert(
      fc.property(values, values, (vector, other) => {
        const [high, low] = [new Int8Array(vector.length), new Int8Array(vector.length)];
        splitVectors(Float32Array.from(vector), 1, high, low);
        const query = widenQuery(Float32Array.from(vector, (_, i) => other[i % other.length]));
        let expected = 0;
        for (const [i, value] of vector.entries()) {
          const whole = high[i] * 256 + low[i];
          const wanted = Math.max(-1, Math.min(1, Math.fround(value))) * 32_639;
          expect(Math.abs(whole - wanted)).toBeLessThanOrEqual(0.51);
          expected += query[i] * whole;
        }
        expect(joinScores(dotProduct(query, high, 0), dotProduct(query, low, 0))).toBe(expected);
      }),
    );
  });

  it('keeps int8 values as they are', () => {
    const values = Float32Array.from({ length: 255 }, (_, i) => (i - 127) / 127);
    const [high, low] = [new Int8Array(255), new Int8Array(255)];
    splitVectors(values, 1, high, low);
    expect([...high]).toEqual(Array.from({ length: 255 }, (_, i) => i - 127));
  });
});

describe('the scale of vectors', () => {
  it('is the largest value, unless it is rare and far beyond the others', () => {
    expect(chooseScale(new Float32Array(8))).toBe(1);
    expect(chooseScale(Float32Array.of(0.1, -0.25, 0.2))).toBe(0.25);
    const values = Float32Array.from({ length: 400_000 }, (_, i) => ((i % 1_000) - 500) / 1_000);
    expect(chooseScale(values)).toBe(0.5);
    values[77] = 2;
    expect(chooseScale(values)).toBeGreaterThanOrEqual(0.5);
    expect(chooseScale(values)).toBeLessThan(0.51);
    for (let i = 0; i < values.length; i += 1_000) values[i] = 2;
    expect(chooseScale(values)).toBe(2);
  });
});

describe('a widened query', () => {
  it('takes 14 bits and a sign, whatever its length', () => {
    expect([...widenQuery(Float32Array.of(0, 0))]).toEqual([0, 0]);
    expect([...widenQuery(Float32Array.of(1e-6, -2e-6, 0.5e-6))]).toEqual([4096, -8191, 2048]);
  });
});
