import { ExactNumber } from './exact-number.ts';

/**
 * JSON with one form a value: keys sorted by code unit, no white space, `undefined` members left out.
 *
 * Equal values give equal bytes, so a hash of them can be a name (in the spirit of RFC 8785, for our own data: numbers
 * are integers or short decimals, whose ECMAScript form is fixed by the language). An `ExactNumber` is written as it is.
 *
 * @throws TypeError for what JSON cannot hold (functions, NaN, cycles)
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonicalJson: ${value} has no JSON form`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  throw new TypeError(`canonicalJson: ${typeof value} has no JSON form`);
}
