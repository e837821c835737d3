import { describe, expect, it } from 'vitest';
import { calibrationError } from '../../../src/evaluation/calibration.ts';

const answers = (count: number, confidence: number, right: number) =>
  Array.from({ length: count }, (_, i) => ({ confidence, isCorrect: i < right }));

describe('the calibration error', () => {
  it('is the root of the mean square over bins of 100, in percent', () => {
    const both = [...answers(100, 90, 60), ...answers(100, 20, 10)];
    expect(calibrationError(both)).toBeCloseTo(Math.sqrt((30 ** 2 + 10 ** 2) / 2), 12);
  });

  it('counts the last bin, which takes what is left over; the published script counts it not', () => {
    const all = [...answers(100, 20, 10), ...answers(150, 90, 60)];
    expect(calibrationError(all)).toBeCloseTo(Math.sqrt(0.4 * 10 ** 2 + 0.6 * 50 ** 2), 12);
    expect(calibrationError(all, true)).toBeCloseTo(Math.sqrt(0.4 * 10 ** 2), 12);
  });

  it('is one bin of fewer, and none of nothing', () => {
    expect(calibrationError(answers(4, 80, 3))).toBeCloseTo(5, 12);
    expect(calibrationError(answers(99, 80, 3), true)).toBeNull();
    expect(calibrationError([])).toBeNull();
  });

  it('is 0 for who knows how sure to be', () => {
    expect(calibrationError(answers(200, 25, 50).sort((l, r) => Number(l.isCorrect) - Number(r.isCorrect)))).not.toBe(
      0,
    );
    expect(calibrationError(answers(100, 25, 25))).toBe(0);
  });
});
