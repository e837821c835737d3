import { foldText } from '../analysis/folded-text.ts';
import { StillwebError } from '../errors.ts';
import { contentsOf, type Heading, readHeadings } from './headings.ts';

/** Headings that an error names. */
const MAX_NAMED = 20;
/** What parts the headings of a path. */
const PATH_SIGN = ' > ';

/** A stretch of a text, UTF-16 code units; `end` is exclusive. */
export interface Section {
  readonly start: number;
  readonly end: number;
}

/** A heading of a table of contents, with its section. */
export interface ContentsEntry extends Section {
  readonly heading: Heading;
  /** `2.1` for the first below the second. */
  readonly number: string;
  /** Place of the heading above it in the table; −1 for none. */
  readonly above: number;
}

/** The table of contents of a text, in its order. */
export function readContents(text: string): ContentsEntry[] {
  return contentsFrom(contentsOf(readHeadings(text)), text.length);
}

function contentsFrom(headings: readonly Heading[], length: number): ContentsEntry[] {
  const entries: { heading: Heading; start: number; end: number; number: string; above: number }[] = [];
  /** The headings above the next one, each with how many there are below it. */
  const open: { place: number; below: number }[] = [{ place: -1, below: 0 }];
  const levelAt = (place: number): number => entries[place].heading.level ?? 1;
  for (const [place, heading] of headings.entries()) {
    for (let top = open[open.length - 1]; top.place >= 0 && levelAt(top.place) >= (heading.level ?? 1); ) {
      entries[top.place].end = heading.start;
      open.pop();
      top = open[open.length - 1];
    }
    const above = open[open.length - 1];
    above.below++;
    const prefix = above.place < 0 ? '' : `${entries[above.place].number}.`;
    entries.push({
      heading,
      start: heading.start,
      end: length,
      number: `${prefix}${above.below}`,
      above: above.place,
    });
    open.push({ place, below: 0 });
  }
  return entries;
}

/**
 * Finds a section of a plain text by its heading: the first heading whose words, case folded and blanks made one, are those that
 * are asked for, or else the first that begins with them; those of the table of contents come before other lines that may be
 * headings. Where there is none, `History > Early years` is a path of headings, each below the one before, and `2.1` a number of the
 * table of contents.
 *
 * A section reaches to the next heading of the table that is no deeper; one of another line to the next line that may be a heading.
 *
 * @throws StillwebError SECTION_NOT_FOUND that names the headings there are
 */
export function findSection(text: string, asked: string): Section {
  const headings = readHeadings(text);
  const contents = contentsFrom(contentsOf(headings), text.length);
  const names = contents.map(({ heading }) => fold(heading.name));
  const [marked] = readHeadings(asked.trim());
  const wanted = fold(marked?.level == null ? asked : marked.name);
  if (wanted !== '') {
    const lines = headings.map(({ name }) => fold(name));
    for (const matches of [(name: string) => name === wanted, (name: string) => name.startsWith(wanted)]) {
      const entry = contents[names.findIndex(matches)];
      if (entry !== undefined) return sectionOf(entry);
      const at = lines.findIndex(matches);
      if (at >= 0) return { start: headings[at].start, end: headings[at + 1]?.start ?? text.length };
    }
    const entry = findPath(contents, names, asked) ?? contents.find(({ number }) => number === asked.trim());
    if (entry !== undefined) return sectionOf(entry);
  }
  const named = contents.length > 0 ? contents.map(({ heading }) => heading) : headings;
  const sections = named.slice(0, MAX_NAMED).map(({ name }) => name);
  const there = sections.length === 0 ? 'it has no headings' : `its headings are: ${sections.join(' · ')}`;
  const message = `the document has no section ${JSON.stringify(asked.slice(0, 200).toWellFormed())}; ${there}`;
  throw new StillwebError('SECTION_NOT_FOUND', message, { field: 'section', sections });
}

function sectionOf({ start, end }: ContentsEntry): Section {
  return { start, end };
}

/** The first entry of the last name of a path that stands below the others, which may leave some out between them. */
function findPath(
  contents: readonly ContentsEntry[],
  names: readonly string[],
  asked: string,
): ContentsEntry | undefined {
  const path = asked.split(PATH_SIGN).map(fold);
  if (path.length < 2 || path.length > 7 || path.includes('')) return undefined;
  return contents.find(({ above }, place) => {
    if (names[place] !== path[path.length - 1]) return false;
    let left = path.length - 2;
    for (let at = above; at >= 0 && left >= 0; at = contents[at].above) if (names[at] === path[left]) left--;
    return left < 0;
  });
}

function fold(text: string): string {
  return foldText(text).replace(/\s+/g, ' ').trim();
}
