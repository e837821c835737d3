import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import { isCalendarDay } from '../../src/contract/calendar-day.ts';
import { isTimeOfDay } from './time-of-day.ts';

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const DAY = '(?<day>[0-9]{1,2})(?:st|nd|rd|th)?';
const MONTH = '(?<month>[a-z]{3,9})\\.?';
const YEAR = '(?<year>[0-9]{4})';
const WEEKDAY = '(?:(?<weekday>[a-z]{3,9})\\.?,? )?';
const TIME = '(?:(?:,| at)? (?<time>[0-9]{1,2}:.*))?';

const FORMS = [
  // January 5, 2024; Friday, Jan. 5th 2024 at 3:04 pm; Fri Jan 05 2024 10:30:00 GMT+0100 (CET)
  `${WEEKDAY}${MONTH} ${DAY},? ${YEAR}${TIME}`,
  // 5 January 2024; 5th of January, 2024; 05-Jan-2024; Fri, 05 Jan 2024 10:30:00 +0100
  `${WEEKDAY}${DAY}(?: of)?(?: |-)${MONTH}(?:,? |-)${YEAR}${TIME}`,
  // Fri Jan  5 10:30:00 2024, as the C library writes it, also with a time zone
  `${WEEKDAY}${MONTH} ${DAY} (?<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: [a-z]{2,5})?) ${YEAR}`,
].map((form) => new RegExp(`^${form}$`));

/**
 * Reads a date with an English name of a month, whole or its first three letters (`Sept` too), in any case, as
 * `YYYY-MM-DD`. The year has four digits. A weekday must be that of the day. A time of day behind it is left out, and the
 * day stays as written whatever the offset.
 *
 * @returns null for anything else
 * @see RFC 2822, section 3.3; ECMAScript, Date.prototype.toString; C17, asctime
 */
export function readWrittenDate(text: string): string | null {
  const lower = lowerAscii(text).replace(/ +/g, ' ');
  for (const form of FORMS) {
    const parts = form.exec(lower)?.groups;
    if (parts === undefined) continue;
    const month = findName(parts.month, MONTHS) + 1;
    const [year, day] = [Number(parts.year), Number(parts.day)];
    if (month === 0 || !isCalendarDay(year, month, day)) return null;
    if (parts.time !== undefined && !isTimeOfDay(upperZone(parts.time))) return null;
    if (parts.weekday !== undefined && findName(parts.weekday, WEEKDAYS) !== weekdayOf(year, month, day)) return null;
    return `${parts.year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  }
  return null;
}

function upperZone(time: string): string {
  return time.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 32));
}

/** The place of a name, whole or its first three letters; −1 for none. */
function findName(name: string, names: readonly string[]): number {
  if (name === 'sept') return names.indexOf('september');
  return names.findIndex((each) => each === name || (name.length === 3 && each.startsWith(name)));
}

/** 0 for Sunday. @see Sakamoto's algorithm, comp.lang.c, 1993 */
function weekdayOf(year: number, month: number, day: number): number {
  const before = month < 3 ? year - 1 : year;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return (before + leaps + [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] + day) % 7;
}
