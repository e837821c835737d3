import type { TemplateCall } from './template-call.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** `{{birth date|1950|1|2}}`: January 2, 1950; with `df=y` 2 January 1950. */
export function writeBirthDate(call: TemplateCall): string {
  return writeDay(call.value(1), call.value(2), call.value(3), call.named('df') !== '');
}

/** `{{as of|2010|1}}`: As of January 2010 */
export function writeMonthOf(call: TemplateCall): string {
  const day = writeDay(call.value(1), call.value(2), call.value(3), call.named('df') !== '');
  return call.named('alt') || `${call.named('lc') === '' ? 'As of' : 'as of'} ${day}`;
}

function writeDay(year: string, month: string, day: string, isDayFirst: boolean): string {
  const name = /^\d{1,2}$/.test(month) ? (MONTHS[Number(month) - 1] ?? '') : month;
  if (name === '') return year;
  if (!/^\d{1,2}$/.test(day) || Number(day) === 0) return `${name} ${year}`;
  return isDayFirst ? `${Number(day)} ${name} ${year}` : `${name} ${Number(day)}, ${year}`;
}
