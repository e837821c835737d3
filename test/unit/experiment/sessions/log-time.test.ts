import { expect, it } from 'vitest';
import { parseLogTime } from '../../../../src/experiment/sessions/log-time.ts';

it.each([
  [1297054935, 1297054935000],
  ['1297054935', 1297054935000],
  [1297054935000, 1297054935000],
  ['1700000001.5', 1700000001500],
  ['2025-05-01', Date.UTC(2025, 4, 1)],
  ['2025-05-01 10:00:00', Date.UTC(2025, 4, 1, 10)],
  ['2025-05-01T10:00:00.123456', Date.UTC(2025, 4, 1, 10, 0, 0, 123)],
  ['2025-05-01T10:00:00Z', Date.UTC(2025, 4, 1, 10)],
  ['2025-05-01T10:00:00+05:30', Date.UTC(2025, 4, 1, 4, 30)],
  ['2025-05-01 10:00 UTC', Date.UTC(2025, 4, 1, 10)],
])('%s is read as UTC, or in its own zone', (written, timeMs) => {
  expect(parseLogTime(written)).toBe(timeMs);
});

it.each(['', 'yesterday', '2025-02-30', '2025-13-01', '2025-05-01 25:00', '05/01/2025', -1, Number.NaN, null, {}])(
  '%s is no time',
  (written) => {
    expect(parseLogTime(written)).toBeNull();
  },
);
