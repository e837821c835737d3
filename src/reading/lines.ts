/** Lines of a text by number. Each reaches to behind its line feed, the last one to the end. */

/** Lines of a stretch of a text: the first, from 1, how many it touches, and how many the text has. */
export interface LineNumbers {
  readonly from: number;
  readonly count: number;
  readonly total: number;
}

/** @param start of the stretch, UTF-16 code units @param end exclusive */
export function lineNumbers(text: string, start: number, end: number): LineNumbers {
  const before = countFeeds(text, 0, start);
  const inside = countFeeds(text, start, end);
  const endsInLine = end > start && text[end - 1] !== '\n';
  return {
    from: before + 1,
    count: inside + (endsInLine ? 1 : 0),
    total: before + inside + countFeeds(text, end, text.length) + 1,
  };
}

/** The stretch of so many lines from one on; empty and at the end where there are none. @param from 1 … */
export function linesAt(text: string, from: number, count: number): { readonly start: number; readonly end: number } {
  const start = startOfLine(text, 0, from - 1);
  return { start, end: startOfLine(text, start, count) };
}

/** Where the line begins that is so many behind one; the end of the text where there is none. */
function startOfLine(text: string, start: number, lines: number): number {
  let at = start;
  for (let i = 0; i < lines; i++) {
    const feed = text.indexOf('\n', at);
    if (feed < 0) return text.length;
    at = feed + 1;
  }
  return at;
}

function countFeeds(text: string, start: number, end: number): number {
  let feeds = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) feeds++;
  return feeds;
}
