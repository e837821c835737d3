/** Days as dialects ask for them and show them. All are counted from the frozen day of a collection, never from a clock. */
import { isCalendarDay } from '../../contract/calendar-day.ts';

/** Days of the spans that search APIs name; months and years as most of them count. */
const SPAN_DAYS: Readonly<Record<string, number>> = {
  hour: 1,
  h: 1,
  day: 1,
  d: 1,
  pd: 1,
  week: 7,
  w: 7,
  pw: 7,
  month: 31,
  m: 31,
  pm: 31,
  year: 366,
  y: 366,
  py: 366,
};

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/**
 * The first day of a span that ends with the newest document.
 *
 * @param newest `YYYY-MM-DD`; null for a collection without dates, of which no span can be cut
 * @param span `day`, `w`, `pm`, …
 * @returns `YYYY-MM-DD`; undefined where there is nothing to cut
 */
export function spanStart(newest: string | null, span: string): string | undefined {
  const days = spanDays(span);
  return days === undefined ? undefined : daysBefore(newest, days);
}

/** Undefined for what is no span. */
export function spanDays(span: string): number | undefined {
  const name = span.toLowerCase();
  return Object.hasOwn(SPAN_DAYS, name) ? SPAN_DAYS[name] : undefined;
}

/** @param days 0 … 100,000 */
export function daysBefore(newest: string | null, days: number): string | undefined {
  const day = newest === null ? null : dateOf(newest);
  return day === null ? undefined : new Date(day.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}

/** `2025-01-02`, `2025-01-02T…`, `01/02/2025` (month first) or `20250102` as `YYYY-MM-DD`; undefined for what is no day. */
export function readDay(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:$|[T ])/.exec(text.trim()) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text.trim());
  const [, month, day, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim()) ?? [];
  const parts = iso === null ? [year, month, day] : iso.slice(1, 4);
  const [y, m, d] = parts.map(Number);
  return isCalendarDay(y, m, d) ? `${parts[0]}-${parts[1].padStart(2, '0')}-${parts[2].padStart(2, '0')}` : undefined;
}

/** `Jan 2, 2025`; undefined for what is no day. */
export function shortDay(day: string | undefined): string | undefined {
  const date = dateOf(day);
  return date === null
    ? undefined
    : `${MONTHS[date.getUTCMonth()].slice(0, 3)} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
}

/** `January 2, 2025`; undefined for what is no day. */
export function longDay(day: string | undefined): string | undefined {
  const date = dateOf(day);
  return date === null ? undefined : `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
}

/** `Thu, 02 Jan 2025 00:00:00 GMT` (RFC 9110 §5.6.7); undefined for what is no day. */
export function httpDay(day: string | undefined): string | undefined {
  const date = dateOf(day);
  if (date === null) return undefined;
  const weekday = WEEKDAYS[date.getUTCDay()].slice(0, 3);
  const month = MONTHS[date.getUTCMonth()].slice(0, 3);
  return `${weekday}, ${String(date.getUTCDate()).padStart(2, '0')} ${month} ${date.getUTCFullYear()} 00:00:00 GMT`;
}

/** `2025-01-02T00:00:00.000Z`; undefined for what is no day. */
export function isoInstant(day: string | undefined): string | undefined {
  return dateOf(day) === null ? undefined : `${day}T00:00:00.000Z`;
}

function dateOf(day: string | undefined): Date | null {
  const canonical = readDay(day);
  return canonical === undefined ? null : new Date(`${canonical}T00:00:00.000Z`);
}
