import { describe, expect, it } from 'vitest';
import { periodOf, periodOfTbs } from '../../../src/dialects/parts/periods.ts';

const NEWEST = '2025-06-16';

describe('a stretch of time', () => {
  it.each([
    ['day', '2025-06-15'],
    ['pw', '2025-06-09'],
    ['Month', '2025-05-16'],
    ['y', '2024-06-15'],
    ['d10', '2025-06-06'],
    ['m3', '2025-03-15'],
  ])('that ends with the newest document begins so many days before it: %s', (text, after) => {
    expect(periodOf(NEWEST, text)).toEqual({ after });
  });

  it.each([
    ['2025-01-01to2025-01-31', { after: '2025-01-01', before: '2025-01-31' }],
    ['2025-01-01..2025-01-31', { after: '2025-01-01', before: '2025-01-31' }],
    ['2025-01-09', { after: '2025-01-09', before: '2025-01-09' }],
    ['2025-01-01tosometime', { after: '2025-01-01' }],
  ])('of named days has these: %s', (text, period) => {
    expect(periodOf(NEWEST, text)).toEqual(period);
  });

  it.each([undefined, '', 'noLimit', 'x7', '2025-02-30', 'constructor'])(
    'is without bounds for what is none: %s',
    (text) => {
      expect(periodOf(NEWEST, text)).toEqual({});
    },
  );

  it('is without bounds in a collection without dates', () => {
    expect(periodOf(null, 'week')).toEqual({});
    expect(periodOfTbs(null, 'qdr:w')).toEqual({});
  });

  it('begins at most 100,000 days before, so that years keep four digits', () => {
    expect(periodOf(NEWEST, 'y99999')).toEqual({ after: '1751-09-01' });
  });
});

describe("Google's tbs", () => {
  it.each([
    ['qdr:w', { after: '2025-06-09' }],
    ['qdr:m3', { after: '2025-03-15' }],
    ['sbd:1,qdr:d', { after: '2025-06-15' }],
    ['cdr:1,cd_min:1/31/2024,cd_max:12/1/2024', { after: '2024-01-31', before: '2024-12-01' }],
    ['cdr:1,cd_max:12/01/2024', { before: '2024-12-01' }],
    ['li:1', {}],
    [undefined, {}],
  ])('names days: %s', (tbs, period) => {
    expect(periodOfTbs(NEWEST, tbs)).toEqual(period);
  });
});
