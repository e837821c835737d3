import { expect, it } from 'vitest';
import { fuzz } from '../support/fuzz/run-fuzz.ts';

// promise: open/bounded
it('refuses, or answers rightly, each of 500 indexes of which something is another and every hash is right', () => {
  const { tried, counts, failures } = fuzz(500, 1);
  expect(failures).toEqual([]);
  expect(tried).toBe(500);
  expect(counts.refused).toBeGreaterThan(400);
}, 300_000);
