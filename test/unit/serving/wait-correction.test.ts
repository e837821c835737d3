import { describe, expect, it } from 'vitest';
import { WaitCorrection } from '../../../src/serving/wait-correction.ts';

describe('the correction of expected waits', () => {
  it('is none before anything was observed, and for waits that are as expected', () => {
    const correction = new WaitCorrection();
    expect(correction.factorAt(0)).toBe(1);
    for (let at = 0; at < 100; at++) correction.observe(1000, 1000, at);
    expect(correction.factorAt(100)).toBe(1);
  });

  it('follows waits that are longer, up to four times', () => {
    const correction = new WaitCorrection();
    for (let at = 0; at < 100; at++) correction.observe(1000, 1500, at);
    expect(correction.factorAt(100)).toBeGreaterThan(1.45);
    expect(correction.factorAt(100)).toBeLessThanOrEqual(1.5);
    for (let at = 100; at < 300; at++) correction.observe(1000, 100_000, at);
    expect(correction.factorAt(300)).toBe(4);
  });

  it('lets no more in for waits that are shorter', () => {
    const correction = new WaitCorrection();
    for (let at = 0; at < 100; at++) correction.observe(1000, 10, at);
    expect(correction.factorAt(100)).toBe(1);
  });

  it('looks at no wait that is shorter than the clock is exact', () => {
    const correction = new WaitCorrection();
    for (let at = 0; at < 1000; at++) correction.observe(49.9, 500, at);
    expect(correction.factorAt(1000)).toBe(1);
    for (let at = 0; at < 1000; at++) correction.observe(50, 500, at);
    expect(correction.factorAt(1000)).toBeGreaterThan(2);
  });

  it('is forgotten', () => {
    const correction = new WaitCorrection();
    for (let at = 0; at < 100; at++) correction.observe(100, 200, at);
    expect(correction.factorAt(100)).toBeGreaterThan(1.8);
    expect(correction.factorAt(100_000)).toBeCloseTo(1, 5);
  });
});
