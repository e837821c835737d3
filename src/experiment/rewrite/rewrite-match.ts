/** A line that a grep found, as it is where the text of its document is another. Line breaks stay, so lines keep their numbers. */
import { wholeCharacters } from '../../bytes/text-cut.ts';
import type { GrepMatch } from '../../contract/grep.ts';
import { MAX_GREP_LINE_CHARACTERS } from '../../limits.ts';
import { EditedText } from './edited-text.ts';
import type { Rewriter, WholeTexts } from './whole-texts.ts';

/** Marks of a grep for a line that goes on before and behind what is shown. */
const LEAD = '… ';
const TAIL = ' …';

/** Null for a match that its line has no part of any more: the name that it stood in began or ends in another line. */
export async function rewriteMatch(match: GrepMatch, texts: WholeTexts, rewriter: Rewriter): Promise<GrepMatch | null> {
  const title = new EditedText(match.title, rewriter.edits(match.title, match.id)).text;
  const whole = await texts.get(match.id);
  const first = match.highlights[0];
  if (whole === null || whole.edits.length === 0 || first === undefined) return { ...match, title };
  const line = lineAround(whole.text, startOfLine(whole.text, match.line));
  const before = lineAround(whole.before, match.start).start;
  // Where the first character that is shown stands, by the first match, whose place is told.
  const base = match.start - first[0];
  const isLed = match.text.startsWith(LEAD) && (base < before || !whole.before.startsWith(LEAD, base));
  const last = base + match.text.length;
  const isCut = match.text.endsWith(TAIL) && !whole.before.startsWith(TAIL, last - TAIL.length);
  const start = Math.max(line.start, whole.start(isLed ? base + LEAD.length : base));
  const end = Math.min(line.end, whole.end(isCut ? last - TAIL.length : last));
  const places: [number, number][] = [];
  for (const [left, right] of match.highlights) {
    const from = Math.max(start, whole.start(base + left));
    const to = Math.min(end, whole.end(base + right));
    const previous = places.at(-1);
    // Words of one name that was replaced have one place now.
    if (previous !== undefined && from < previous[1]) previous[1] = Math.max(previous[1], to);
    else if (from < to) places.push([from, to]);
  }
  if (places.length === 0) return null;
  const shift = (isLed ? LEAD.length : 0) - start;
  const lines = linesAround(whole.text, line.start, match.before.length, match.after.length);
  return {
    ...match,
    title,
    start: places[0][0],
    end: places[0][1],
    text: `${isLed ? LEAD : ''}${whole.text.slice(start, end)}${isCut ? TAIL : ''}`,
    highlights: places.map(([from, to]) => [from + shift, to + shift] as const),
    before: lines.before.map(cutLine),
    after: lines.after.map(cutLine),
  };
}

/** @param number of the line, from 1 */
function startOfLine(text: string, number: number): number {
  let start = 0;
  for (let line = 1; line < number; line++) start = text.indexOf('\n', start) + 1;
  return start;
}

function lineAround(text: string, at: number): { readonly start: number; readonly end: number } {
  const feed = text.indexOf('\n', at);
  return { start: at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1, end: feed < 0 ? text.length : feed };
}

/** Whole lines before and behind the one that begins at a place. */
function linesAround(
  text: string,
  lineStart: number,
  before: number,
  after: number,
): { readonly before: string[]; readonly after: string[] } {
  const above: string[] = [];
  for (let start = lineStart; above.length < before && start > 0; ) {
    const line = lineAround(text, start - 1);
    above.unshift(text.slice(line.start, start - 1));
    start = line.start;
  }
  const below: string[] = [];
  for (let { end } = lineAround(text, lineStart); below.length < after && end < text.length; ) {
    const line = lineAround(text, end + 1);
    below.push(text.slice(end + 1, line.end));
    end = line.end;
  }
  return { before: above, after: below };
}

function cutLine(line: string): string {
  if (line.length <= MAX_GREP_LINE_CHARACTERS) return line;
  return `${line.slice(0, wholeCharacters(line, MAX_GREP_LINE_CHARACTERS))}${TAIL}`;
}
