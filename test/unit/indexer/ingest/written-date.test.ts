import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCalendarDate } from '../../../../indexer/ingest/calendar-date.ts';

describe('a written date', () => {
  it.each([
    'January 5, 2024',
    'january 5 2024',
    'Jan. 5, 2024',
    'JAN 5th, 2024',
    'Friday, January 5, 2024',
    'Fri Jan 5 2024',
    'January 5, 2024 at 3:04 pm',
    'January 5, 2024, 10:30 AM UTC',
    '5 January 2024',
    '5 Jan 2024',
    '05 jan, 2024',
    '5th of January, 2024',
    '05-Jan-2024',
    '05-Jan-2024 10:30:00',
    'Fri, 05 Jan 2024 10:30:00 +0100',
    'Fri, 5 Jan 2024 23:59:60 -1100',
    'Fri, 05 Jan 2024 10:30:00 GMT',
    '5 Jan 2024 10:30 EST',
    'Fri Jan 05 2024 10:30:00 GMT+0100 (Central European Standard Time)',
    'Fri Jan  5 10:30:00 2024',
    'Fri Jan  5 10:30:00 UTC 2024',
  ])('is read from %s', (text) => {
    expect(readCalendarDate(text)).toBe('2024-01-05');
  });

  it('knows every month by its name and by three letters', () => {
    const names = 'January February March April May June July August September October November December'.split(' ');
    for (const [month, name] of names.entries()) {
      const date = `2023-${String(month + 1).padStart(2, '0')}-09`;
      expect(readCalendarDate(`9 ${name} 2023`)).toBe(date);
      expect(readCalendarDate(`${name.slice(0, 3)} 9, 2023`)).toBe(date);
    }
    expect(readCalendarDate('Sept. 9, 2023')).toBe('2023-09-09');
  });

  it.each([
    'Thu, 05 Jan 2024 10:30:00 +0100',
    '5 Jan 24',
    'Friday, 05-Jan-24 10:30:00 GMT',
    'February 30, 2024',
    'Jan 0, 2024',
    'Janu 5, 2024',
    '5 janvier 2024',
    'January 2024',
    'May',
    'January 5, 2024 or later',
    'January 5, 2024 25:00',
    'about January 5, 2024',
    'İan 5, 2024',
    'yesterday',
  ])('is not read from %s', (text) => {
    expect(readCalendarDate(text)).toBeNull();
  });
});

describe('a time since 1970', () => {
  it.each([
    [1_704_412_800, '2024-01-05'],
    [1_704_412_799, '2024-01-04'],
    ['1704412800', '2024-01-05'],
    [1_704_412_799.999, '2024-01-04'],
    [1_704_412_800_000, '2024-01-05'],
    ['1704412799999', '2024-01-04'],
    [951_782_400, '2000-02-29'],
    [951_782_400_000, '2000-02-29'],
    [4_107_542_400, '2100-03-01'],
  ])('is read from %j as %s', (value, date) => {
    expect(readCalendarDate(value)).toBe(date);
  });

  it.each([0, 12_345, 17_044_128, 17_044_128_000, 202_401_051_030, 1_704_412_800_000_000, -1_704_412_800, '1.7e9'])(
    'is not read from %j, which could be something else',
    (value) => {
      expect(readCalendarDate(value)).toBeNull();
    },
  );

  it('is the day that the clock of the language has, in UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000, max: 9_999_999_999 }), (seconds) => {
        const day = new Date(seconds * 1000).toISOString().slice(0, 10);
        expect(readCalendarDate(seconds)).toBe(day);
        const text = String(seconds * 1000);
        const asTime = readCalendarDate(text);
        // Twelve digits may be a day and a time without their marks.
        if (asTime !== null || text.length === 13) expect(asTime).toBe(day);
      }),
    );
  });
});

describe('every day', () => {
  it('is read the same from each form', () => {
    const days = fc.date({ min: new Date('1901-01-01'), max: new Date('2299-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (moment) => {
        const day = moment.toISOString().slice(0, 10);
        const options = { day: 'numeric', year: 'numeric', timeZone: 'UTC' } as const;
        const forms = [
          moment.toISOString(),
          moment.toUTCString(),
          day.replaceAll('-', ''),
          day.replaceAll('-', '/'),
          moment.toLocaleDateString('en-US', { ...options, month: 'long', weekday: 'long' }),
          moment.toLocaleDateString('en-GB', { ...options, month: 'long' }),
        ];
        for (const form of forms) expect([form, readCalendarDate(form)]).toEqual([form, day]);
      }),
    );
  });

  it('is a day of the calendar or nothing, whatever the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[0-9/:. -]{0,20}$/),
      fc.stringMatching(/^[A-Za-z,. 0-9-]{0,30}$/),
    );
    fc.assert(
      fc.property(text, (given) => {
        const date = readCalendarDate(given);
        if (date !== null) expect(readCalendarDate(date)).toBe(date);
      }),
    );
  });
});
