import { BlockWriter } from './block-writer.ts';
import { TableRows } from './table-rows.ts';

/** The text of a page and the names of its sections. */
export interface LaidOutPage {
  readonly text: string;
  readonly sections: readonly string[];
}

const HEADING = /^(={1,6})(?!=)(.*?[^=])(={1,6})\s*$/;
const LIST = /^[*#:;]+/;

/**
 * Reads the marks at the beginnings of lines: headings, lists, tables, paragraphs. Linear: each line is looked at once.
 * @param lines what `InlineReader` leaves
 */
export function layOutPage(lines: string): LaidOutPage {
  const writer = new BlockWriter();
  const table = new TableRows(writer);
  for (let start = 0; start <= lines.length; ) {
    const found = lines.indexOf('\n', start);
    const end = found < 0 ? lines.length : found;
    readLine(lines.slice(start, end), writer, table);
    start = end + 1;
  }
  table.end();
  return { text: writer.toString(), sections: writer.sections };
}

function readLine(line: string, writer: BlockWriter, table: TableRows): void {
  const first = line.charCodeAt(0);
  // '='
  const heading = first === 0x3d ? HEADING.exec(line) : null;
  if (heading !== null) {
    // No table has headings: one that meets any was never closed.
    table.end();
    const [, before, name, behind] = heading;
    writer.heading(Math.min(before.length, behind.length), name);
    return;
  }
  if (table.read(line)) return;
  const marks = LIST.exec(line)?.[0];
  if (marks !== undefined) readListLine(marks, line.slice(marks.length), writer);
  else if (line.trim() === '' || /^-{4}/.test(line)) writer.endBlock();
  // A line that begins with a blank is shown as it is.
  else if (first === 0x20) writer.line(line);
  else writer.text(line);
}

function readListLine(marks: string, text: string, writer: BlockWriter): void {
  const isItem = /[*#]$/.test(marks);
  writer.line(text, isItem ? `${'  '.repeat(marks.length > 8 ? 7 : marks.length - 1)}- ` : '');
}
