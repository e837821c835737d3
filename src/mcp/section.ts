import { foldText } from '../analysis/folded-text.ts';
import { StillwebError } from '../errors.ts';

/** Marks of headings in Markdown and in wikitext, around the words of one. */
const MARKS = /^(#{1,6}|={2,6})\s+(.*?)(?:\s+(?:#{1,6}|={2,6}))?$/;
/** A line without marks that is longer is a paragraph. */
const MAX_HEADING = 120;
/** Headings that an error names. */
const MAX_NAMED = 20;

/** A stretch of a text, UTF-16 code units; `end` is exclusive. */
export interface Section {
  readonly start: number;
  readonly end: number;
}

interface Heading {
  readonly start: number;
  readonly name: string;
  /** How deep it stands: that of its marks; null for a line without. */
  readonly level: number | null;
}

/**
 * Finds a section of a plain text by its heading: the first heading whose words, case folded and blanks made one, are those that
 * are asked for, or else the first that begins with them. A heading is a line with the marks of one, or a short line that no
 * sentence ends. A section with marks reaches to the next heading of its level or above; one without to the next line that is a heading
 * as it is.
 *
 * @throws StillwebError INVALID_REQUEST that names the headings there are
 */
export function findSection(text: string, asked: string): Section {
  const headings = [...headingsOf(text)];
  const wanted = fold(MARKS.exec(asked.trim())?.[2] ?? asked);
  const at = [
    headings.findIndex(({ name }) => fold(name) === wanted),
    headings.findIndex(({ name }) => fold(name).startsWith(wanted)),
  ].find((found) => found >= 0);
  if (at === undefined || wanted === '') {
    const sections = headings.slice(0, MAX_NAMED).map(({ name }) => name);
    const there = sections.length === 0 ? 'it has no headings' : `its headings are: ${sections.join(' · ')}`;
    throw new StillwebError('INVALID_REQUEST', `the document has no section ${JSON.stringify(asked)}; ${there}`, {
      field: 'section',
      sections,
    });
  }
  const { start, level } = headings[at];
  const next = headings.slice(at + 1).find((other) => endsSection(level, other.level));
  return { start, end: next?.start ?? text.length };
}

function endsSection(level: number | null, other: number | null): boolean {
  if (level === null) return true;
  return other !== null && other <= level;
}

function* headingsOf(text: string): Iterable<Heading> {
  let start = 0;
  while (start < text.length) {
    const end = endOfLine(text, start);
    const line = text.slice(start, end).trim();
    const [, marks, name] = MARKS.exec(line) ?? [];
    if (marks !== undefined) yield { start, name, level: marks.length };
    else if (isBareHeading(line)) yield { start, name: line, level: null };
    start = end + 1;
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

/** Short, and neither begun as an item of a list, a quotation or a row of a table, nor ended as a sentence or what leads to another. */
function isBareHeading(line: string): boolean {
  return line !== '' && line.length <= MAX_HEADING && !/^[-*+•>|`=#]/.test(line) && !/[.!?:;,…|。！？]$/.test(line);
}

function fold(text: string): string {
  return foldText(text).replace(/\s+/g, ' ').trim();
}
