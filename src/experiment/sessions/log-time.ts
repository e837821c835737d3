/** Below this a number of a log counts seconds since 1970, from there on milliseconds: 5138 AD, and March 1973. */
const LEAST_MILLISECONDS = 1e11;

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/**
 * The time that a log wrote, in milliseconds since 1970: a number of seconds or milliseconds, or a date and time of ISO 8601 with `T`
 * or a blank. Without a zone it is UTC, whatever the zone of this machine.
 *
 * @returns null for anything else
 */
export function parseLogTime(written: unknown): number | null {
  if (typeof written === 'number') return timeOf(written);
  if (typeof written !== 'string') return null;
  const text = written.trim();
  if (/^\d{1,16}(\.\d{1,9})?$/.test(text)) return timeOf(Number(text));
  const parts = DATE.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number);
  const utc = Date.UTC(y, mo - 1, d, h, mi, Math.min(s, 59), Number(`${fraction}00`.slice(0, 3)));
  // Date.UTC carries the 31st of June over to July.
  const isDate = new Date(utc).getUTCDate() === d && mo >= 1 && mo <= 12 && h < 24 && mi < 60 && s <= 60 && y >= 1000;
  return isDate ? utc - zoneMs(zone) : null;
}

function timeOf(value: number): number | null {
  if (!Number.isFinite(value) || value < 0 || value > 8.64e15) return null;
  return Math.round(value < LEAST_MILLISECONDS ? value * 1000 : value);
}

function zoneMs(zone: string): number {
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (offset === null) return 0;
  return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3])) * 60_000;
}
