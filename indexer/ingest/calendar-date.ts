import { ExactNumber } from '../../src/bytes/exact-number.ts';
import { isCalendarDay } from '../../src/contract/calendar-day.ts';
import { readEpochDate } from './epoch-date.ts';
import { isTimeOfDay } from './time-of-day.ts';
import { readWrittenDate } from './written-date.ts';

/**
 * Reads a date as `YYYY-MM-DD`. A part that is absent is taken as 01; the day stays as written whatever the offset.
 *
 *   2024, 2024-01, 2024-01-05, 2024/01/05, and a time of day behind a whole day (RFC 3339, ISO 8601)
 *   20240105, 20240105T103000Z, 20240105103000
 *   January 5, 2024; 5 Jan 2024; Fri, 05 Jan 2024 10:30:00 +0100 (RFC 2822): see `readWrittenDate`
 *   1704450600, 1704450600.25, 1704450600123: seconds or milliseconds since 1970, as numbers or digits: see `readEpochDate`
 *
 * What has a second reading is none: `01/02/2024`, `05.01.2024`, years of two digits, a weekday that the day is not.
 * Integers only: `Date` reads the same text as other days in other time zones.
 *
 * @returns null for anything else
 * @see ISO 8601-1:2019; RFC 3339; RFC 2822, section 3.3
 */
export function readCalendarDate(value: unknown): string | null {
  if (typeof value === 'number' || value instanceof ExactNumber) return readNumber(value);
  if (typeof value !== 'string' || value.length > MAX_DATE_CHARACTERS) return null;
  const digits = /^[0-9]+(?:\.[0-9]+)?$/.test(value);
  if (digits) return readDigits(value);
  return readNumericDate(value) ?? readCompactDate(value) ?? readWrittenDate(value);
}

/** The longest that any of the forms takes, with room for blanks. */
const MAX_DATE_CHARACTERS = 100;

/** `2024.0` and `1.7e9` are the whole numbers that they stand for. */
function readNumber(value: number | ExactNumber): string | null {
  if (typeof value === 'number') return readDigits(String(value));
  const whole = value.integer;
  if (whole !== null) return readDigits(String(whole));
  return value.text.length > MAX_DATE_CHARACTERS ? null : readDigits(value.text);
}

/** A year, a day without hyphens, or a time since 1970, told by the number of digits. */
function readDigits(text: string): string | null {
  if (/^[1-9][0-9]{3}$/.test(text)) return `${text}-01-01`;
  return readNumericDate(text) ?? readCompactDate(text) ?? readEpochDate(text);
}

const NUMERIC = /^([0-9]{4})(?:([-/])([0-9]{2})(?:\2([0-9]{2})(?:[Tt ]([0-9]{2}:[0-9]{2}.*))?)?)?$/;

function readNumericDate(text: string): string | null {
  const parts = NUMERIC.exec(text);
  if (parts === null) return null;
  const [, year, separator, month = '01', day, time] = parts;
  // A month and a year with a slash are a fraction as well.
  if (separator === '/' && day === undefined) return null;
  return time === undefined || isTimeOfDay(time) ? formatDay(year, month, day ?? '01') : null;
}

const COMPACT =
  /^([0-9]{4})([0-9]{2})([0-9]{2})(?:([Tt ]?)([0-9]{2})([0-9]{2})([0-9]{2})?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$/;

/** ISO 8601 without its hyphens and colons. Twelve digits alone could be milliseconds too, so a time needs its seconds there. */
function readCompactDate(text: string): string | null {
  const parts = COMPACT.exec(text);
  if (parts === null) return null;
  const [, year, month, day, separator, hours, minutes, seconds, offset = ''] = parts;
  if (hours === undefined) return isLikelyYear(year) ? formatDay(year, month, day) : null;
  if (separator === '' && (seconds === undefined || !isLikelyYear(year))) return null;
  return isTimeOfDay(`${hours}:${minutes}:${seconds ?? '00'}${offset}`) ? formatDay(year, month, day) : null;
}

/** Eight digits may be any number; with such a year, a month and a day they are hardly another. */
function isLikelyYear(year: string): boolean {
  return year >= '1000' && year <= '2999';
}

function formatDay(year: string, month: string, day: string): string | null {
  return isCalendarDay(Number(year), Number(month), Number(day)) ? `${year}-${month}-${day}` : null;
}
