import { onOneLine, plainText } from '../plain-text.ts';
import { paint, type Style } from './colour.ts';
import type { MeasureText } from './text-width.ts';
import { type LineRange, wrapText } from './wrap-text.ts';

/** A text that a terminal may be given, and the ranges of it that are marked. */
interface MarkedText {
  readonly text: string;
  readonly marks: readonly LineRange[];
}

/** How a text is laid out. */
export interface Layout {
  readonly columns: number;
  readonly measure: MeasureText;
  /** Null where nothing is painted. */
  readonly style: Style | null;
}

/**
 * The lines of a text, made plain and wrapped, with its marked ranges painted.
 *
 * @param highlights ascending ranges of code units of `text`
 */
export function markedLines(
  text: string,
  highlights: readonly (readonly [number, number])[],
  { columns, measure, style }: Layout,
): string[] {
  const plain = makePlain(text, highlights);
  return wrapText(plain.text, columns, measure).map((line) => paintLine(plain, line, style));
}

/** What does not print is longer afterwards, so the ranges move. */
function makePlain(text: string, highlights: readonly (readonly [number, number])[]): MarkedText {
  const marks: LineRange[] = [];
  let plain = '';
  let at = 0;
  for (const [start, end] of highlights) {
    plain += plainOf(text.slice(at, start));
    const from = plain.length;
    plain += plainOf(text.slice(start, end));
    marks.push([from, plain.length]);
    at = end;
  }
  return { text: plain + plainOf(text.slice(at)), marks };
}

function plainOf(text: string): string {
  return plainText(onOneLine(text));
}

function paintLine({ text, marks }: MarkedText, [start, end]: LineRange, style: Style | null): string {
  if (style === null) return text.slice(start, end);
  let line = '';
  let at = start;
  for (const [from, to] of marks) {
    const [first, last] = [Math.max(from, start), Math.min(to, end)];
    if (first >= last) continue;
    line += text.slice(at, first) + paint(text.slice(first, last), style);
    at = last;
  }
  return line + text.slice(at, end);
}
