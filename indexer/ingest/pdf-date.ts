import { readCalendarDate } from './calendar-date.ts';

/** The day of a date of PDF: `D:20240506070809+02'00'`, of which all but the year may be absent. @see ISO 32000-1, section 7.9.4 */
export function readPdfDate(value: string | undefined): string | undefined {
  const [, year, month = '01', day = '01'] = /^(?:D:)?([0-9]{4})([0-9]{2})?([0-9]{2})?/.exec(value ?? '') ?? [];
  return year === undefined ? undefined : (readCalendarDate(`${year}-${month}-${day}`) ?? undefined);
}
