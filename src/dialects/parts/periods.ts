/** Stretches of time as search APIs name them, as days of a filter. */
import { daysBefore, readDay, spanDays } from './days.ts';

/** Both days belong to it; none for no bound. */
export interface Period {
  /** `YYYY-MM-DD` */
  readonly after?: string;
  readonly before?: string;
}

/** More than two centuries. */
const MOST_DAYS = 100_000;
const SPAN = /^([a-z]+?)(\d{1,5})?$/i;
const RANGE = /^(.+?)(?:to|\.\.)(.+)$/i;

/**
 * `week`, `pw` or `d10`, which end with the newest document; `2024-01-01to2024-03-31`, also with `..` between; one day alone.
 *
 * @param newest `YYYY-MM-DD`; null for a collection without dates, of which no span can be cut
 * @returns no bound for anything else
 */
export function periodOf(newest: string | null, text: string | undefined): Period {
  const trimmed = (text ?? '').trim();
  const day = readDay(trimmed);
  if (day !== undefined) return { after: day, before: day };
  const [, span, count = '1'] = SPAN.exec(trimmed) ?? [];
  const days = span === undefined ? undefined : spanDays(span);
  if (days !== undefined) return between(daysBefore(newest, Math.min(MOST_DAYS, days * Number(count))), undefined);
  const [, first, last] = RANGE.exec(trimmed) ?? [];
  return between(readDay(first), readDay(last));
}

/** Google's `tbs`: `qdr:w`, `qdr:m3`, `cdr:1,cd_min:01/31/2024,cd_max:12/31/2024`. */
export function periodOfTbs(newest: string | null, tbs: string | undefined): Period {
  const members = new Map(
    (tbs ?? '').split(',').map((member) => {
      const [name, ...rest] = member.split(':');
      return [name.trim(), rest.join(':').trim()] as const;
    }),
  );
  const span = members.get('qdr');
  if (span !== undefined) return periodOf(newest, span);
  return between(readDay(members.get('cd_min')), readDay(members.get('cd_max')));
}

/** @param after undefined for no bound, as `before` */
export function between(after: string | undefined, before: string | undefined): Period {
  return { ...(after !== undefined && { after }), ...(before !== undefined && { before }) };
}
