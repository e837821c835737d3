import { isCalendarDay } from '../../src/contract/calendar-day.ts';

/**
 * Reads a date as `YYYY-MM-DD`: from `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or one of these days with a time of day behind it
 * (`T` or a space, `HH:MM`, seconds, fraction, `Z` or an offset). A part that is absent is taken as 01; the day stays as
 * written whatever the offset. A number is read as a year when it is a whole one from 1000 to 9999.
 *
 * Integers only: `Date` reads the same text as other days in other time zones.
 * @returns null for anything else
 * @see ISO 8601-1:2019; RFC 3339
 */
export function readCalendarDate(value: unknown): string | null {
  if (typeof value === 'number') {
    return Number.isInteger(value) && value >= 1000 && value <= 9999 ? `${value}-01-01` : null;
  }
  if (typeof value !== 'string') return null;
  const parts = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[Tt ]([0-9]{2}:[0-9]{2}.*))?)?)?$/.exec(value);
  if (parts === null) return null;
  const [, year, month = '01', day = '01', time] = parts;
  if (time !== undefined && !isTimeOfDay(time)) return null;
  return isCalendarDay(Number(year), Number(month), Number(day)) ? `${year}-${month}-${day}` : null;
}

function isTimeOfDay(text: string): boolean {
  const parts =
    /^([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)? ?(?:[Zz]|[+-][0-9]{2}:?(?:[0-9]{2})?)?$/.exec(text);
  if (parts === null) return false;
  return Number(parts[1]) <= 24 && Number(parts[2]) <= 59 && Number(parts[3] ?? 0) <= 60;
}
