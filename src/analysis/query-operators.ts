import { domainToASCII } from 'node:url';
import { parseUrl } from '../bytes/url-parts.ts';
import { isUnassigned } from './code-point.ts';
import { isAscii } from './normalise.ts';

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const HOST = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/;
/** Longest name of the domain name system, in characters (RFC 1035 §2.3.4, without the root's dot). */
const MAX_HOST_LENGTH = 253;

/**
 * The host that the value of a `site:` operator names, in lower case: `https://Example.com/page`, `*.example.com` and
 * `example.com.` all name `example.com`. A path or a port is left out: the operator restricts to the host.
 *
 * @returns undefined when it names none
 */
export function parseHost(value: string): string | undefined {
  const url = parseUrl(value);
  // Who writes an address of mail names no site.
  if (url === null && value.includes('@')) return undefined;
  const bare = (url ?? parseUrl(`x://${value}`))?.host.replace(/^\*?\./, '');
  if (bare === undefined || bare.length > MAX_HOST_LENGTH) return undefined;
  if (bare.startsWith('[')) return bare;
  const host = asciiHost(bare);
  return host.length <= MAX_HOST_LENGTH && HOST.test(host) ? host : undefined;
}

/**
 * A host in the letters of the domain name system: Punycode of an international one.
 * @returns '' where it has none, or where letters newer than our tables would be mapped by those of the engine
 */
export function asciiHost(host: string): string {
  if (isAscii(host)) return host;
  for (const character of host) if (isUnassigned(character.codePointAt(0)!)) return '';
  return domainToASCII(host);
}

/** The first and the last day of a year, month or day, `YYYY-MM-DD`. */
export interface Period {
  readonly first: string;
  readonly last: string;
}

/** The period that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` names in the Gregorian calendar, years 1 … 9999. */
export function parsePeriod(value: string): Period | undefined {
  const match = DATE.exec(value);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = match[2] === undefined ? undefined : Number(match[2]);
  const day = match[3] === undefined ? undefined : Number(match[3]);
  if (year < 1) return undefined;
  if (month === undefined) return { first: formatDate(year, 1, 1), last: formatDate(year, 12, 31) };
  if (month < 1 || month > 12) return undefined;
  const days = daysOf(year, month);
  if (day === undefined) return { first: formatDate(year, month, 1), last: formatDate(year, month, days) };
  if (day < 1 || day > days) return undefined;
  return { first: formatDate(year, month, day), last: formatDate(year, month, day) };
}

/** The day before; that of 0001-01-01 is 0000-12-31, before every date. */
export function dayBefore(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  if (day > 1) return formatDate(year, month, day - 1);
  return month > 1 ? formatDate(year, month - 1, daysOf(year, month - 1)) : formatDate(year - 1, 12, 31);
}

/** The day after; undefined behind 9999-12-31. */
export function dayAfter(date: string): string | undefined {
  const [year, month, day] = date.split('-').map(Number);
  if (day < daysOf(year, month)) return formatDate(year, month, day + 1);
  if (month < 12) return formatDate(year, month + 1, 1);
  return year < 9999 ? formatDate(year + 1, 1, 1) : undefined;
}

function daysOf(year: number, month: number): number {
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeapYear ? 29 : DAYS_OF_MONTH[month - 1];
}

function formatDate(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
