/** A filter in the one form that equal filters share. */
import type { Static } from '@sinclair/typebox';
import { StillwebError } from '../errors.ts';
import type { SearchFilter } from './search.ts';
import type { FilterSchema } from './search-body.ts';

/**
 * Lists sorted by code unit without repeats, hosts and languages in ASCII lower case, empty lists left out.
 * Returns undefined for a filter that excludes nothing.
 *
 * @throws INVALID_REQUEST for a day that no calendar has, and for `after` later than `before`
 */
export function canonicalizeFilter(filter: Static<typeof FilterSchema>): SearchFilter | undefined {
  if (filter.after !== undefined) checkDate(filter.after, 'filter.after');
  if (filter.before !== undefined) checkDate(filter.before, 'filter.before');
  if (filter.after !== undefined && filter.before !== undefined && filter.after > filter.before) {
    throw new StillwebError('INVALID_REQUEST', 'filter.after is later than filter.before', {
      after: filter.after,
      before: filter.before,
    });
  }
  const canonical: { -readonly [Key in keyof SearchFilter]: SearchFilter[Key] } = {};
  if (filter.sites !== undefined) canonical.sites = sortDistinct(filter.sites.map(lowerAscii));
  if (filter.excludeSites?.length) canonical.excludeSites = sortDistinct(filter.excludeSites.map(lowerAscii));
  if (filter.after !== undefined) canonical.after = filter.after;
  if (filter.before !== undefined) canonical.before = filter.before;
  if (filter.languages !== undefined) canonical.languages = sortDistinct(filter.languages.map(lowerAscii));
  if (filter.ids !== undefined) canonical.ids = sortDistinct(filter.ids.map(wellForm));
  if (filter.excludeIds?.length) canonical.excludeIds = sortDistinct(filter.excludeIds.map(wellForm));
  return Object.keys(canonical).length === 0 ? undefined : canonical;
}

const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The proleptic Gregorian calendar of RFC 3339; the shape `YYYY-MM-DD` has been checked. */
function checkDate(date: string, field: string): void {
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8, 10));
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= DAYS_OF_MONTH[month - 1];
  if (!isDay || (month === 2 && day === 29 && !isLeapYear)) {
    throw new StillwebError('INVALID_REQUEST', `${field} is no day of the calendar: ${date}`, { field, date });
  }
}

/** Hosts and language tags are ASCII; other letters stay, so that no table of the engine's can change a ranking. */
function lowerAscii(text: string): string {
  return text.toWellFormed().replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}

function wellForm(text: string): string {
  return text.toWellFormed();
}

function sortDistinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
