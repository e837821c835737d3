import { expect, it } from 'vitest';
import { monotonicMs } from '../../../src/serving/monotonic-clock.ts';
import { listSources, readSource } from '../../support/import-graph.ts';

/** Where a time of day is written for people. */
const TIMES_OF_DAY = new Set([
  'src/api/open-exchange.ts',
  'src/api/client-error.ts',
  'src/experiment/trace/trace-recorder.ts',
]);

it('no duration is measured by a clock that can be set', () => {
  const users = [...listSources('src'), ...listSources('indexer')].filter((path) =>
    /\bDate\.now\(/.test(readSource(path)),
  );
  expect(users.filter((path) => !TIMES_OF_DAY.has(path))).toEqual([]);
});

it('deadlines stand still when the time of day is set', () => {
  const { now } = Date;
  const before = monotonicMs();
  try {
    for (const shiftMs of [-86_400_000, 86_400_000, Number.NaN]) {
      Date.now = () => now() + shiftMs;
      const after = monotonicMs();
      expect(after).toBeGreaterThanOrEqual(before);
      expect(after - before).toBeLessThan(60_000);
    }
  } finally {
    Date.now = now;
  }
});
