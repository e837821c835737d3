import { wholeCharacters } from '../bytes/text-cut.ts';
import type { GrepMatch, GrepRequest } from '../contract/grep.ts';
import type { DocumentHeading } from '../format/documents.ts';
import { MAX_GREP_LINE_CHARACTERS } from '../limits.ts';
import { type FoundMatch, isStopped, type MatchFinder } from './match-finder.ts';
import { endOfLine, type LineCounter, lineAround } from './text-lines.ts';

/** Code units that are shown of a long line before its first match. */
const LEAD_CHARACTERS = 200;

/** What is shown of a document, and where the search goes on. */
export interface ShownMatch {
  readonly match: GrepMatch;
  /** Matches that are not in it begin here or behind. */
  readonly next: number;
}

/** The text of a document, and what is asked of it. */
export interface MatchedText {
  readonly heading: DocumentHeading;
  readonly text: string;
  readonly lines: LineCounter;
  readonly finder: MatchFinder;
}

/** A match with the line that it is in, the other matches of this line that are shown with it, and the lines around it. */
export function showMatch(
  { heading, text, lines, finder }: MatchedText,
  found: FoundMatch,
  { linesBefore, linesAfter }: Pick<GrepRequest, 'linesBefore' | 'linesAfter'>,
): ShownMatch {
  const line = lineAround(text, found.start);
  const shown = chooseStretch(text, line, found.start);
  const ranges = [found];
  let next = found.end;
  while (next < shown.end) {
    const more = finder.next(next);
    if (more === null) break;
    if (isStopped(more)) {
      next = more.resume;
      break;
    }
    if (more.end > shown.end) break;
    ranges.push(more);
    next = more.end;
  }
  const lead = shown.start > line.start ? '… ' : '';
  const shift = lead.length - shown.start;
  return {
    match: {
      id: heading.id,
      url: heading.url,
      title: heading.title,
      line: lines.numberOf(line.start),
      start: found.start,
      end: found.end,
      text: `${lead}${text.slice(shown.start, shown.end)}${shown.end < line.end ? ' …' : ''}`,
      highlights: ranges.map(({ start, end }) => [start + shift, Math.min(end, shown.end) + shift] as const),
      before: linesAbove(text, line.start, linesBefore),
      after: linesBelow(text, line.end, linesAfter),
    },
    next,
  };
}

/** The part of a line that is shown with a match that begins at `from`. */
function chooseStretch(text: string, line: FoundMatch, from: number): FoundMatch {
  if (line.end - line.start <= MAX_GREP_LINE_CHARACTERS) return line;
  const start = wholeCharacters(text, Math.max(line.start, from - LEAD_CHARACTERS));
  return { start, end: Math.min(line.end, wholeCharacters(text, start + MAX_GREP_LINE_CHARACTERS)) };
}

function linesAbove(text: string, start: number, count: number): string[] {
  const lines: string[] = [];
  for (let end = start - 1; end >= 0 && lines.length < count; ) {
    const begin = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
    lines.unshift(cutLine(text, begin, end));
    end = begin - 1;
  }
  return lines;
}

function linesBelow(text: string, end: number, count: number): string[] {
  const lines: string[] = [];
  for (let begin = end + 1; begin < text.length && lines.length < count; ) {
    const stop = endOfLine(text, begin);
    lines.push(cutLine(text, begin, stop));
    begin = stop + 1;
  }
  return lines;
}

function cutLine(text: string, start: number, end: number): string {
  if (end - start <= MAX_GREP_LINE_CHARACTERS) return text.slice(start, end);
  return `${text.slice(start, wholeCharacters(text, start + MAX_GREP_LINE_CHARACTERS))} …`;
}
