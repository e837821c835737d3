const TIME =
  /^([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)? ?([AaPp]\.?[Mm]\.?)? ?(?:[Zz]|[A-Z]{2,5}|(?:GMT|UTC)?[+-][0-9]{2}:?(?:[0-9]{2})?)?(?: \([^()]{0,40}\))?$/;

/**
 * Whether a text is a time of day: `10:30`, `10:30:00.123+01:00`, `3:04 pm`, `10:30:00 GMT+0100 (CET)`. Only its form is
 * looked at; offsets are dropped with it.
 */
export function isTimeOfDay(text: string): boolean {
  const parts = TIME.exec(text);
  if (parts === null) return false;
  const [, hours, minutes, seconds = '0', half] = parts;
  const isHour = half === undefined ? Number(hours) <= 24 : Number(hours) >= 1 && Number(hours) <= 12;
  return isHour && Number(minutes) <= 59 && Number(seconds) <= 60;
}
