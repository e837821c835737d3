/** A filter in the one form that equal filters share. */
import type { Static } from '@sinclair/typebox';
import { lowerAscii } from '../bytes/lower-ascii.ts';
import { StillwebError } from '../errors.ts';
import { MAX_EXCLUDED_STRING_BYTES } from '../limits.ts';
import { checkBlockedUrl } from './block-list.ts';
import { isCalendarDay } from './calendar-day.ts';
import { canonicalizeWhere } from './canonical-where.ts';
import type { SearchFilter } from './search.ts';
import type { FilterSchema } from './search-body.ts';
import { readSiteName } from './site-name.ts';

/**
 * Lists sorted by code unit without repeats, hosts and languages in ASCII lower case, empty lists left out.
 * Returns undefined for a filter that excludes nothing.
 *
 * @throws INVALID_REQUEST for what is no host, no URL or no condition, for texts that are too long together, for a day that no calendar has, and for `after` later than `before`
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
  if (filter.sites !== undefined) canonical.sites = readSites(filter.sites, 'filter.sites');
  if (filter.excludeSites?.length) {
    canonical.excludeSites = readSites(filter.excludeSites, 'filter.excludeSites');
  }
  if (filter.after !== undefined) canonical.after = filter.after;
  if (filter.before !== undefined) canonical.before = filter.before;
  if (filter.languages !== undefined) canonical.languages = sortDistinct(filter.languages.map(lowerWellFormed));
  if (filter.ids !== undefined) canonical.ids = sortDistinct(filter.ids.map(wellForm));
  if (filter.excludeIds?.length) canonical.excludeIds = sortDistinct(filter.excludeIds.map(wellForm));
  if (filter.excludeUrls?.length) canonical.excludeUrls = readUrls(filter.excludeUrls);
  if (filter.excludeStrings?.length) canonical.excludeStrings = readStrings(filter.excludeStrings);
  if (filter.where !== undefined) canonical.where = canonicalizeWhere(filter.where, 'filter.where');
  return Object.keys(canonical).length === 0 ? undefined : canonical;
}

function readUrls(urls: readonly string[]): string[] {
  return sortDistinct(urls.map((url, i) => checkBlockedUrl(wellForm(url), `filter.excludeUrls.${i}`)));
}

function readStrings(strings: readonly string[]): string[] {
  const bytes = strings.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes > MAX_EXCLUDED_STRING_BYTES) {
    const message = `filter.excludeStrings has ${bytes} bytes of UTF-8, over ${MAX_EXCLUDED_STRING_BYTES}`;
    const facts = { field: 'filter.excludeStrings', bytes, limit: MAX_EXCLUDED_STRING_BYTES };
    throw new StillwebError('INVALID_REQUEST', message, facts);
  }
  return sortDistinct(strings.map(wellForm));
}

function readSites(sites: readonly string[], field: string): string[] {
  return sortDistinct(sites.map((site, i) => readSiteName(site, `${field}.${i}`)));
}

/** The shape `YYYY-MM-DD` has been checked. */
function checkDate(date: string, field: string): void {
  const [year, month, day] = date.split('-').map(Number);
  if (isCalendarDay(year, month, day)) return;
  throw new StillwebError('INVALID_REQUEST', `${field} is no day of the calendar: ${date}`, { field, date });
}

/** Language tags are ASCII; other letters stay, so that no table of the engine's can change a ranking. */
function lowerWellFormed(text: string): string {
  return lowerAscii(text.toWellFormed());
}

function wellForm(text: string): string {
  return text.toWellFormed();
}

function sortDistinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
