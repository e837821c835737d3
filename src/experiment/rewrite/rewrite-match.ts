/** A line that a grep found, as it is where the text of its document is another. Line breaks stay, so lines keep their numbers. */
import { wholeCharacters } from '../../bytes/text-cut.ts';
import type { GrepMatch } from '../../contract/grep.ts';
import { MAX_GREP_LINE_CHARACTERS } from '../../limits.ts';
import { EditedText } from './edited-text.ts';
import type { Rewriter, WholeTexts } from './whole-texts.ts';

/** Marks of a grep for a line that goes on before and behind what is shown. */
const LEAD = '… ';
const TAIL = ' …';

export async function rewriteMatch(match: GrepMatch, texts: WholeTexts, rewriter: Rewriter): Promise<GrepMatch> {
  const title = new EditedText(match.title, rewriter.edits(match.title, match.id)).text;
  const whole = await texts.get(match.id);
  const first = match.highlights[0];
  if (whole === null || whole.edits.length === 0 || first === undefined) return { ...match, title };
  const lineStart = lineAround(whole.before, match.start).start;
  // Where the first character that is shown stands, by the first match, whose place is told.
  const base = match.start - first[0];
  const isLed = match.text.startsWith(LEAD) && (base < lineStart || !whole.before.startsWith(LEAD, base));
  const last = base + match.text.length;
  const isCut = match.text.endsWith(TAIL) && !whole.before.startsWith(TAIL, last - TAIL.length);
  const from = isLed ? base + LEAD.length : base;
  const to = isCut ? last - TAIL.length : last;
  const start = whole.start(from);
  const shift = (isLed ? LEAD.length : 0) - start;
  const highlights: [number, number][] = [];
  for (const [left, right] of match.highlights) {
    const place: [number, number] = [whole.start(base + left) + shift, whole.end(base + right) + shift];
    const previous = highlights.at(-1);
    if (previous !== undefined && place[0] < previous[1]) previous[1] = Math.max(previous[1], place[1]);
    else highlights.push(place);
  }
  const lines = linesAround(whole.text, whole.start(lineStart), match.before.length, match.after.length);
  return {
    ...match,
    title,
    start: whole.start(match.start),
    end: whole.end(match.end),
    text: `${isLed ? LEAD : ''}${whole.text.slice(start, whole.end(to))}${isCut ? TAIL : ''}`,
    highlights,
    before: lines.before.map(cutLine),
    after: lines.after.map(cutLine),
  };
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
