/** A stretch of text on a page of PDF. */
export interface PlacedText {
  readonly str: string;
  /** The last two numbers are where it begins: from the left and from the bottom, in points. */
  readonly transform: readonly number[];
  readonly height: number;
  /** Whether the line ends behind it. */
  readonly hasEOL: boolean;
}

/** Lines further apart than so many quarters of their height are of two paragraphs. */
const PARAGRAPH_QUARTERS = 7;

/**
 * The text of one page: a line for each of its lines, an empty one where the next stands further down than lines of a paragraph do. A word
 * that is broken at the end of a line is joined.
 */
export function writePdfPage(items: readonly PlacedText[]): string {
  const lines: string[] = [];
  let line = '';
  let last: PlacedText | null = null;
  let isNewLine = true;
  for (const item of items) {
    if (isNewLine && item.str !== '') {
      if (last !== null && isFarBelow(item, last)) lines.push('');
      last = item;
      isNewLine = false;
    }
    line += item.str;
    if (!item.hasEOL) continue;
    lines.push(line.trim());
    line = '';
    isNewLine = true;
  }
  lines.push(line.trim());
  return joinBroken(lines.join('\n'))
    .replace(/\n{3,}/g, '\n\n')
    .replaceAll('\0', '')
    .trim();
}

function isFarBelow(item: PlacedText, last: PlacedText): boolean {
  const distance = last.transform[5] - item.transform[5];
  return 4 * distance > PARAGRAPH_QUARTERS * Math.max(item.height, last.height);
}

/** As pdftotext: a hyphen at the end of a line, between two letters of which the second is small, is one of the line. */
function joinBroken(text: string): string {
  return text.replace(/(\p{L})[-\u00ad]\n(?=\p{Ll})/gu, '$1');
}
