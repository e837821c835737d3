import { isUtf8 } from 'node:buffer';

/**
 * The values of typed tables as JSON writes them: what the same rows are in JSON Lines, as Python and most databases write
 * those. Each is the text of one JSON value.
 *
 *   integers    their digits, 64 bits and unsigned ones too
 *   decimals    all digits of their scale: `12.50`
 *   floats      the shortest digits that are the same double, with `.0` behind whole numbers; NaN and infinities are null
 *   instants    `2024-01-05T10:30:00.250Z`, with as many digits as are not zero in threes; without `Z` where they have no zone
 *   days        `2024-01-05`
 *   times       `10:30:00`, digits behind it as for instants
 *   durations   their count, in the unit that the table has
 *   bytes       text where they are UTF-8, else base64
 */

export const NULL = 'null';

export function textOfString(value: string): string {
  return JSON.stringify(value);
}

/** Half of a surrogate pair: no column of UTF-8 holds it, and whoever reads the record refuses it. */
const NOT_UTF8 = '"\\ud800"';

/** A value of a column that says that it is UTF-8. One that is not is refused when its record is read. */
export function textOfUtf8(bytes: Uint8Array): string {
  return isUtf8(bytes) ? JSON.stringify(viewOf(bytes).toString('utf8')) : NOT_UTF8;
}

/** A value of a column of bytes: programs of old write texts so. */
export function textOfBytes(bytes: Uint8Array): string {
  const view = viewOf(bytes);
  return JSON.stringify(isUtf8(view) ? view.toString('utf8') : view.toString('base64'));
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** As `repr` of Python writes it: an exponent from 10^16 on and below 10^-4, of two digits at least. */
export function textOfFloat(value: number): string {
  if (!Number.isFinite(value)) return NULL;
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa, exponentText] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= 16 || exponent < -4) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** @param scale digits behind the point; under 0 for zeros before it */
export function textOfDecimal(unscaled: bigint, scale: number): string {
  if (scale <= 0) return unscaled === 0n ? '0' : `${unscaled}${'0'.repeat(-scale)}`;
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const NANOS_PER_DAY = 86_400_000_000_000n;

/**
 * @param nanos since 1970-01-01
 * @param isUtc whether it is an instant, and no time of a clock somewhere
 */
export function textOfInstant(nanos: bigint, isUtc: boolean): string {
  const ofDay = ((nanos % NANOS_PER_DAY) + NANOS_PER_DAY) % NANOS_PER_DAY;
  const days = (nanos - ofDay) / NANOS_PER_DAY;
  return JSON.stringify(`${dayOf(days)}T${timeOf(ofDay)}${isUtc ? 'Z' : ''}`);
}

/** @param days since 1970-01-01 */
export function textOfDay(days: bigint): string {
  return JSON.stringify(dayOf(days));
}

/** @param nanos since midnight */
export function textOfTime(nanos: bigint): string {
  return JSON.stringify(timeOf(nanos));
}

function timeOf(nanos: bigint): string {
  const seconds = nanos / 1_000_000_000n;
  const fraction = String(nanos % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/(?:000)+$/, '');
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return fraction === '' ? clock : `${clock}.${fraction}`;
}

/** Years beyond four digits have a sign and six, as ECMAScript writes them. @see Hinnant, civil_from_days */
function dayOf(days: bigint): string {
  const shifted = days + 719_468n;
  const era = (shifted >= 0n ? shifted : shifted - 146_096n) / 146_097n;
  const ofEra = shifted - era * 146_097n;
  const yearOfEra = (ofEra - ofEra / 1460n + ofEra / 36_524n - ofEra / 146_096n) / 365n;
  const ofYear = ofEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const fromMarch = (5n * ofYear + 2n) / 153n;
  const day = ofYear - (153n * fromMarch + 2n) / 5n + 1n;
  const month = fromMarch < 10n ? fromMarch + 3n : fromMarch - 9n;
  const year = yearOfEra + era * 400n + (month <= 2n ? 1n : 0n);
  const isShort = year >= 0n && year <= 9999n;
  const digits = String(year < 0n ? -year : year).padStart(isShort ? 4 : 6, '0');
  const sign = isShort ? '' : year < 0n ? '-' : '+';
  return `${sign}${digits}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
