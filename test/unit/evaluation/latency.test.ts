import { describe, expect, it } from 'vitest';
import { summarizeMs } from '../../../src/evaluation/latency.ts';

describe('summarizeMs', () => {
  it('takes nearest ranks: each percentile is a sample', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(summarizeMs(hundred)).toEqual({ mean: 50.5, p50: 50, p95: 95, p99: 99 });
    expect(summarizeMs([...hundred, 1000])).toMatchObject({ p50: 51, p95: 96, p99: 100 });
    expect(summarizeMs([3, 20, 1])).toEqual({ mean: 8, p50: 3, p95: 20, p99: 20 });
    expect(summarizeMs([7])).toEqual({ mean: 7, p50: 7, p95: 7, p99: 7 });
  });

  it('orders numbers as numbers and leaves the samples as they are', () => {
    const samples = [10, 9, 100];
    expect(summarizeMs(samples).p50).toBe(10);
    expect(samples).toEqual([10, 9, 100]);
  });

  it.each([[[]], [[1, Number.NaN]], [[-1]]])('refuses %j', (samples) => {
    expect(() => summarizeMs(samples)).toThrow(RangeError);
  });
});
