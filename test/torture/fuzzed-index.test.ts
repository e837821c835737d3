import { expect, it } from 'vitest';
import { fuzz } from '../support/fuzz/run-fuzz.ts';

const PARTS = 10;

// promise: open/bounded
it.each(Array.from({ length: PARTS }, (_, part) => part))(
  'refuses, or answers rightly, each of 1,000 indexes with repaired hashes, of ten thousand part %d',
  (part) => {
    const { tried, counts, failures } = fuzz(1_000, 1_000_000 * (part + 1));
    expect(failures).toEqual([]);
    expect(tried).toBe(1_000);
    expect(counts.refused).toBeGreaterThan(800);
  },
  3_600_000,
);
