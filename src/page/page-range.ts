/** Long lists are shown page by page: which of them a page has, and where the others are. */
import { groupDigits } from '../bytes/number-text.ts';
import { type Html, html } from './html.ts';

/** Of sessions, and of steps of one: a page of them weighs as much as other pages do. */
export const PAGE_LENGTH = 25;

/** What a page shows of a list, by places from 1. */
export interface PageRange {
  readonly from: number;
  /** Below `from` for an empty list. */
  readonly to: number;
  /** Of the whole list. */
  readonly of: number;
}

/** The page that has a place; the last one for a place behind all. @param wanted from 1 */
export function pageRange(of: number, wanted: number): PageRange {
  const last = Math.max(1, of);
  const from = Math.floor((Math.min(wanted, last) - 1) / PAGE_LENGTH) * PAGE_LENGTH + 1;
  return { from, to: Math.min(of, from + PAGE_LENGTH - 1), of };
}

/** Links to the pages before and behind; null where one page has all. @param what is counted: `Steps` */
export function pagingLinks(
  what: string,
  { from, to, of }: PageRange,
  addressOf: (place: number) => string,
): Html | null {
  if (of <= PAGE_LENGTH) return null;
  return html`<nav class="paging" aria-label="${what}"><span>${what} ${groupDigits(from)} to ${groupDigits(to)} of ${groupDigits(of)}</span>${from > 1 && html` <a rel="prev" href="${addressOf(from - PAGE_LENGTH)}">Earlier</a>`}${to < of && html` <a rel="next" href="${addressOf(to + 1)}">Later</a>`}</nav>`;
}
