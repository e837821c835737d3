import { StillwebError } from '../errors.ts';
import type { Topic } from './topic.ts';

/**
 * Questions about "the last month" mean another month each time they are asked. Written with placeholders, they mean that of the
 * collection: `{{now}}` is its day, `{{now-30d}}` thirty days before, `{{now-1m:MMMM YYYY}}` the month before by its name.
 */

const PLACEHOLDER = /\{\{\s*now\b([^{}]*)\}\}/g;
const PARTS = /^\s*(?:([+-])\s*(\d{1,6})\s*([dwmy])\s*)?(?::\s*(.*?)\s*)?$/;
const TOKENS = /YYYY|MMMM|MM|M|DD|D/g;
const DEFAULT_FORM = 'YYYY-MM-DD';
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

interface Day {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
}

/** Whether a text holds a placeholder for a date. */
export function hasDates(text: string): boolean {
  return text.search(PLACEHOLDER) >= 0;
}

/**
 * Topics with every placeholder filled in. `{{now±Nu:FORM}}`: u is d, w, m or y (a month or a year before the 31st is the last day of a
 * shorter month); FORM is made of YYYY, MMMM (English), MM, M, DD and D, and whatever stands between; default: `YYYY-MM-DD`.
 *
 * @param now `YYYY-MM-DD`; null where no day is known
 * @param path of the topics, for messages
 * @throws StillwebError TOPICS_INVALID for a placeholder of another form, one outside the years 1 to 9999, or one where no day is known;
 *   SETTING_INVALID for a `now` that is no day
 */
export function fillDates(topics: readonly Topic[], now: string | null, path: string): readonly Topic[] {
  if (!topics.some(({ text }) => hasDates(text))) return topics;
  const today = now === null ? null : readDay(now);
  return topics.map(({ id, text }) => ({
    id,
    text: text.replace(PLACEHOLDER, (placeholder, rest: string) => {
      const refuse = (what: string) =>
        new StillwebError('TOPICS_INVALID', `${path}, topic ${id}: ${placeholder} ${what}`, { file: path, topic: id });
      if (today === null) {
        throw refuse('needs the day of the collection, and no document of the index has a date: give it with --now');
      }
      const parts = PARTS.exec(rest);
      if (parts === null) throw refuse('is no date: write it as {{now}}, {{now-30d}} or {{now-1m:MMMM YYYY}}');
      const [, sign, count = '0', unit = 'd', form = DEFAULT_FORM] = parts;
      const moved = move(today, sign === '-' ? -Number(count) : Number(count), unit);
      if (moved.year < 1 || moved.year > 9999) throw refuse('is no day of the years 1 to 9999');
      return writeDay(moved, form === '' ? DEFAULT_FORM : form);
    }),
  }));
}

function readDay(text: string): Day {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  const read = { year, month: month - 1, day };
  if (year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(read)) return read;
  const message = `now is ${JSON.stringify(text)}, and no day such as 2026-05-31`;
  throw new StillwebError('SETTING_INVALID', message, { setting: 'now' });
}

function move(from: Day, count: number, unit: string): Day {
  if (unit === 'd' || unit === 'w') {
    const moved = new Date(0);
    moved.setUTCFullYear(from.year, from.month, from.day + count * (unit === 'w' ? 7 : 1));
    return { year: moved.getUTCFullYear(), month: moved.getUTCMonth(), day: moved.getUTCDate() };
  }
  const months = from.year * 12 + from.month + count * (unit === 'y' ? 12 : 1);
  const moved = { year: Math.floor(months / 12), month: ((months % 12) + 12) % 12, day: from.day };
  return { ...moved, day: Math.min(moved.day, daysOf(moved)) };
}

function daysOf({ year, month }: Day): number {
  const last = new Date(0);
  last.setUTCFullYear(year, month + 1, 0);
  return last.getUTCDate();
}

function writeDay({ year, month, day }: Day, form: string): string {
  const pad = (value: number, width: number) => String(value).padStart(width, '0');
  const written: Readonly<Record<string, string>> = {
    YYYY: pad(year, 4),
    MMMM: MONTHS[month],
    MM: pad(month + 1, 2),
    M: String(month + 1),
    DD: pad(day, 2),
    D: String(day),
  };
  return form.replace(TOKENS, (token) => written[token]);
}
