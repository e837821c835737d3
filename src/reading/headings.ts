/** Which lines of a plain text are headings. */
import { isBlank } from '../bytes/white-space.ts';
import { MAX_HEADINGS } from '../limits.ts';

/** A line with marks that is longer is a paragraph. */
const MAX_MARKED_LINE = 1000;
/** A line without marks that is longer is a paragraph. */
const MAX_BARE_LINE = 120;
/** What stands before the text of each page of a PDF. */
const PAGE_MARK = /^\[page [1-9][0-9]*\]$/;

export interface Heading {
  /** Where its line begins and ends, UTF-16 code units; without the line feed. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** Its words, without marks. */
  readonly name: string;
  /** How deep it stands, 1 … 6: that of its marks, of Markdown or of wikitext; null for a line without. */
  readonly level: number | null;
  /** Whether a line without marks stands alone between empty lines. */
  readonly isAlone: boolean;
}

/**
 * All lines that may be headings: those with marks, and short ones that no sentence ends. What stands between fences of code is
 * none. Takes time in proportion to the text, and gives the first `MAX_HEADINGS`.
 */
export function readHeadings(text: string): Heading[] {
  const headings: Heading[] = [];
  let fence: string | null = null;
  let isBehindBlank = true;
  for (let start = 0, line = 1; start < text.length && headings.length < MAX_HEADINGS; line++) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const words = end - start > 2 * MAX_MARKED_LINE ? null : text.slice(start, end).trim();
    const mark: string | null = words === null ? null : fenceOf(words);
    if (fence !== null) {
      if (mark !== null && words?.startsWith(fence)) fence = null;
    } else if (mark !== null) {
      fence = mark;
    } else if (words !== null && words !== '') {
      const marked = readMarked(words);
      if (marked !== null) headings.push({ start, end, line, ...marked, isAlone: false });
      else if (isBare(words)) {
        const isAlone = isBehindBlank && (PAGE_MARK.test(words) || isBlankLine(text, end + 1));
        headings.push({ start, end, line, name: words, level: null, isAlone });
      }
    }
    isBehindBlank = words === '';
    start = end + 1;
  }
  return headings;
}

/**
 * The headings of which a table of contents is made: those with marks where there are any, else the lines that stand alone and look
 * like headings.
 */
export function contentsOf(headings: readonly Heading[]): readonly Heading[] {
  const marked = headings.filter(({ level }) => level !== null);
  return marked.length > 0 ? marked : headings.filter(({ isAlone }) => isAlone);
}

function isBlankLine(text: string, start: number): boolean {
  if (start >= text.length) return false;
  const end = text.indexOf('\n', start);
  return isBlank(text.slice(start, Math.min(end < 0 ? text.length : end, start + MAX_BARE_LINE)));
}

/** @returns the three signs that begin a block of code, and end it @see https://spec.commonmark.org/0.31.2/#fenced-code-blocks */
function fenceOf(words: string): string | null {
  if (words.startsWith('```')) return words.includes('`', 3) && !/^`+[^`]*$/.test(words) ? null : '```';
  return words.startsWith('~~~') ? '~~~' : null;
}

/** `## History`, `## History ##`, `== History ==` or `==History==`. */
function readMarked(words: string): { readonly name: string; readonly level: number } | null {
  if (words.length > MAX_MARKED_LINE) return null;
  const mark = words[0];
  if (mark !== '#' && mark !== '=') return null;
  const level = runLength(words, 0, mark);
  if (level > 6 || (mark === '=' && level < 2) || level === words.length) return null;
  const rest = words.slice(level).trim();
  const isParted = /\s/.test(words[level]);
  const behind = closingMarks(rest);
  if (behind === 0) return isParted ? { name: rest, level } : null;
  const name = rest.slice(0, -behind);
  if (isParted) return /\s$/.test(name) ? { name: name.trimEnd(), level } : { name: rest, level };
  return mark === '=' && behind === level && rest.endsWith('=') && name.trim() !== ''
    ? { name: name.trim(), level }
    : null;
}

/** How many signs close a heading; 0 for none. */
function closingMarks(rest: string): number {
  const mark = rest.at(-1);
  if (mark !== '#' && mark !== '=') return 0;
  let at = rest.length;
  while (at > 0 && rest[at - 1] === mark) at--;
  const count = rest.length - at;
  return count > 6 || (mark === '=' && count < 2) || at === 0 ? 0 : count;
}

function runLength(words: string, from: number, mark: string): number {
  let at = from;
  while (words[at] === mark) at++;
  return at - from;
}

/** Short, and neither begun as an item of a list, a quotation or a row of a table, nor ended as a sentence or what leads to another. */
function isBare(words: string): boolean {
  return words.length <= MAX_BARE_LINE && !/^[-*+•>|`=#]/.test(words) && !/[.!?:;,…|。！？]$/.test(words);
}
