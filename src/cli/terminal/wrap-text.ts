import type { MeasureText } from './text-width.ts';

/** Where a line begins and ends in the text; the end is exclusive. */
export type LineRange = readonly [start: number, end: number];

/** A word, or a grapheme of one that is wider than a line. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a text into lines of at most `columns` columns: at blanks, which are left out there, and in a word that is wider than a
 * line between any two graphemes. A grapheme that is wider than a line stands alone.
 *
 * @param text of one line
 * @returns no line for a text of blanks
 */
export function wrapText(text: string, columns: number, measure: MeasureText): LineRange[] {
  const lines: LineRange[] = [];
  let start = -1;
  let end = -1;
  let used = 0;
  for (const piece of piecesOf(text, columns, measure)) {
    const width = measure(text.slice(piece.start, piece.end));
    const gap = start === -1 ? 0 : piece.start - end;
    if (start !== -1 && used + gap + width > columns) {
      lines.push([start, end]);
      start = -1;
    }
    used = start === -1 ? width : used + gap + width;
    if (start === -1) start = piece.start;
    end = piece.end;
  }
  if (start !== -1) lines.push([start, end]);
  return lines;
}

function* piecesOf(text: string, columns: number, measure: MeasureText): Generator<Piece> {
  for (const { 0: word, index } of text.matchAll(/[^ ]+/g)) {
    if (measure(word) <= columns) yield { start: index, end: index + word.length };
    else for (const each of graphemesOf(word)) yield { start: index + each.start, end: index + each.end };
  }
}

/** As this version of Node knows them: what is shown on a terminal is no part of an answer. */
function* graphemesOf(word: string): Generator<Piece> {
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)) {
    yield { start: index, end: index + segment.length };
  }
}
