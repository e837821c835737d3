const MS_PER_DAY = 86_400_000;
const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01, with which an era of 400 years begins, to 1970-01-01. */
const DAYS_TO_1970 = 719_468;

/**
 * The day in UTC of a time since 1970, in decimal digits: seconds where the whole part has 9 or 10 (1973 … 2286),
 * milliseconds where it has 12 or 13. Eleven digits could be either, and fewer or more anything.
 *
 * @returns null for what is no such time
 */
export function readEpochDate(text: string): string | null {
  const [whole] = /^[1-9][0-9]*(?=(?:\.[0-9]+)?$)/.exec(text) ?? [''];
  if (whole.length === 9 || whole.length === 10) return dayOf(Math.floor(Number(whole) / (MS_PER_DAY / 1000)));
  if (whole.length === 12 && isCompactTime(whole)) return null;
  return whole.length === 12 || whole.length === 13 ? dayOf(Math.floor(Number(whole) / MS_PER_DAY)) : null;
}

/** `202401051030` is a day and a time without their marks as well as a time of 1976. */
function isCompactTime(digits: string): boolean {
  const [month, day, hours, minutes] = [4, 6, 8, 10].map((at) => Number(digits.slice(at, at + 2)));
  const year = digits.slice(0, 4);
  return (
    year >= '1900' && year < '2100' && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hours < 24 && minutes < 60
  );
}

/** @param days since 1970-01-01, 0 or more @see Hinnant, "chrono-compatible low-level date algorithms", civil_from_days */
function dayOf(days: number): string {
  const shifted = days + DAYS_TO_1970;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const ofEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
