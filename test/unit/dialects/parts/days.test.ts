import { describe, expect, it } from 'vitest';
import {
  daysBefore,
  httpDay,
  isoInstant,
  longDay,
  readDay,
  shortDay,
  spanStart,
} from '../../../../src/dialects/parts/days.ts';

describe('days of dialects', () => {
  it.each([
    ['day', '2024-02-29'],
    ['w', '2024-02-23'],
    ['pm', '2024-01-30'],
    ['Year', '2023-03-01'],
    ['constructor', undefined],
    ['fortnight', undefined],
  ])('a %s before the newest document begins on %s', (span, first) => {
    expect(spanStart('2024-03-01', span)).toBe(first);
  });

  it('cut nothing of a collection without dates', () => {
    expect(spanStart(null, 'week')).toBeUndefined();
    expect(daysBefore(null, 3)).toBeUndefined();
  });

  it.each([
    ['2025-01-02', '2025-01-02'],
    ['2025-1-2', '2025-01-02'],
    ['2025-01-02T23:59:59.000Z', '2025-01-02'],
    ['20250102', '2025-01-02'],
    ['01/02/2025', '2025-01-02'],
    ['2/29/2023', undefined],
    ['2025-13-01', undefined],
    ['2025-01-02x', undefined],
    ['yesterday', undefined],
    [undefined, undefined],
  ])('are read from %s as %s', (text, day) => {
    expect(readDay(text)).toBe(day);
  });

  it('are written in the forms of the vendors, in no time zone and no language of the machine', () => {
    expect(shortDay('2025-01-02')).toBe('Jan 2, 2025');
    expect(longDay('2025-01-02')).toBe('January 2, 2025');
    expect(httpDay('2025-01-02')).toBe('Thu, 02 Jan 2025 00:00:00 GMT');
    expect(isoInstant('2025-01-02')).toBe('2025-01-02T00:00:00.000Z');
    for (const write of [shortDay, longDay, httpDay, isoInstant]) expect(write(undefined)).toBeUndefined();
  });
});
