/** What a reading shows of a text: which stretch, and what is told of it. */
import { wholeCharacters } from '../bytes/text-cut.ts';
import type { FetchedDocument, FetchRequest, ReadingView, TextMatch, TocEntry } from '../contract/search.ts';
import { MAX_TOC_ENTRIES } from '../limits.ts';
import { lineNumbers, linesAt } from './lines.ts';
import { endOfPage } from './page-end.ts';
import { findSection, readContents, type Section } from './section.ts';

/** Characters shown before a text that `find` looked for. */
export const FIND_CONTEXT = 200;
/** Longest part of a heading that a table of contents shows. */
const MAX_HEADING_CHARACTERS = 200;

/** A request of one text. */
export type TextRequest = Pick<FetchRequest, 'offset' | 'maxChars' | 'find'> & { readonly view?: ReadingView };

type Told = Pick<FetchedDocument, 'lines' | 'next' | 'toc' | 'moreHeadings' | 'matches' | 'moreMatches'>;

/**
 * The stretch that a request asks for, moved so that it splits no surrogate pair.
 *
 * @param within that it may not leave
 * @throws StillwebError SECTION_NOT_FOUND
 */
export function chooseRange(text: string, request: TextRequest, within: Section): Section & { readonly last: number } {
  const { view } = request;
  const asked = boundsOf(text, view);
  const last = Math.min(within.end, asked.end, text.length);
  const first = Math.min(Math.max(request.offset, within.start, asked.start), last);
  let from = first;
  if (request.find !== undefined) {
    const found = text.indexOf(request.find, first);
    // What is not there gives an empty range at the end: an answer, and not a wrong one.
    from = found < 0 || found + request.find.length > last ? last : Math.max(first, found - FIND_CONTEXT);
  }
  const start = wholeCharacters(text, from);
  const end =
    view === undefined
      ? wholeCharacters(text, Math.min(start + request.maxChars, last))
      : endOfPage(text, start, request.maxChars, last, view.cut ?? null);
  return { start, end, last };
}

function boundsOf(text: string, view: ReadingView | undefined): Section {
  if (view?.lines !== undefined) return linesAt(text, view.lines.from, view.lines.count);
  if (view?.section !== undefined) return findSection(text, view.section);
  return { start: 0, end: text.length };
}

/** What is told of a stretch of a text. */
export function tellView(
  text: string,
  { find, view = {} }: TextRequest,
  { start, end, last }: Section & { readonly last: number },
): Told {
  const { toc, matches } = view;
  return {
    lines: lineNumbers(text, start, end),
    next: end < last ? end : null,
    ...(toc === true && tellContents(text)),
    ...(matches !== undefined && find !== undefined && tellMatches(text, find, matches, { start, end: last })),
  };
}

function tellContents(text: string): Pick<Told, 'toc' | 'moreHeadings'> {
  const entries = readContents(text);
  const toc = entries.slice(0, MAX_TOC_ENTRIES).map(
    ({ heading, number, start, end }): TocEntry => ({
      number,
      level: heading.level,
      text: heading.name.slice(0, wholeCharacters(heading.name, MAX_HEADING_CHARACTERS)),
      line: heading.line,
      start,
      end,
    }),
  );
  return { toc, ...(entries.length > toc.length && { moreHeadings: entries.length - toc.length }) };
}

/** The places of a text, which do not overlap: the first of them, and how many come behind. */
function tellMatches(
  text: string,
  find: string,
  limit: number,
  { start, end }: Section,
): Pick<Told, 'matches' | 'moreMatches'> {
  const matches: TextMatch[] = [];
  let more = 0;
  let line = lineNumbers(text, start, start).from;
  let counted = start;
  for (
    let at = text.indexOf(find, start);
    at >= 0 && at + find.length <= end;
    at = text.indexOf(find, at + find.length)
  ) {
    if (matches.length === limit) {
      more++;
      continue;
    }
    for (let feed = text.indexOf('\n', counted); feed >= 0 && feed < at; feed = text.indexOf('\n', feed + 1)) line++;
    counted = at;
    matches.push({ start: at, end: at + find.length, line, text: nearby(text, at, at + find.length) });
  }
  return { matches, ...(more > 0 && { moreMatches: more }) };
}

/** The line around a match, up to `FIND_CONTEXT` code units on each side. */
function nearby(text: string, start: number, end: number): string {
  const from = wholeCharacters(text, Math.max(0, start - FIND_CONTEXT));
  const before = text.slice(from, start);
  const behind = text.slice(end, wholeCharacters(text, end + FIND_CONTEXT));
  const feed = behind.indexOf('\n');
  const line = text.slice(start, end);
  return before.slice(before.lastIndexOf('\n') + 1) + line + (feed < 0 ? behind : behind.slice(0, feed));
}
