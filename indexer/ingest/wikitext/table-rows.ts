import type { BlockWriter } from './block-writer.ts';
import { tidy } from './tidy-text.ts';

/** A cell of a row without text keeps its place. */
const BETWEEN_CELLS = ' | ';

/**
 * Writes tables as lines, a row each, cells joined by ` | `. Tables inside cells are rows between the others.
 * @see mediawiki.org, Help:Tables
 */
export class TableRows {
  readonly #writer: BlockWriter;
  #depth = 0;
  #cells: string[] = [];
  /** Pieces of the cell that is open; null between rows. */
  #cell: string[] | null = null;

  constructor(writer: BlockWriter) {
    this.#writer = writer;
  }

  /** Whether a line belongs to a table, and so is read. */
  read(line: string): boolean {
    const text = line.trimStart().replace(/^:+\s*(?=\{\|)/, '');
    if (text.startsWith('{|')) {
      this.#endRow();
      if (this.#depth === 0) this.#writer.endBlock();
      this.#depth += 1;
      return true;
    }
    if (text.startsWith('|}')) {
      this.#close(text.slice(2));
      return true;
    }
    if (text.startsWith('|-')) {
      this.#endRow();
      return true;
    }
    if (this.#depth === 0) return false;
    if (text.startsWith('|+')) {
      this.#endRow();
      this.#writer.line(contentOf(text.slice(2)));
    } else if (text.startsWith('|')) this.#readCells(text.slice(1));
    else if (text.startsWith('!')) this.#readCells(text.slice(1).replaceAll('!!', '||'));
    else this.#readOn(text);
    return true;
  }

  /** Closes all that is open. */
  end(): void {
    if (this.#depth === 0) return;
    this.#endRow();
    this.#depth = 0;
    this.#writer.endBlock();
  }

  #close(rest: string): void {
    this.#endRow();
    if (this.#depth > 0) this.#depth -= 1;
    if (this.#depth === 0) this.#writer.endBlock();
    if (rest.trim() === '') return;
    if (this.#depth === 0) this.#writer.text(rest);
    else this.#readOn(rest);
  }

  #readCells(text: string): void {
    for (const written of text.split('||')) {
      this.#endCell();
      this.#cell = [contentOf(written)];
    }
  }

  /** A line more of a cell; entries of a list in it are parted by commas. */
  #readOn(text: string): void {
    if (text.trim() === '') return;
    const [marks] = /^[*#:;]+/.exec(text) ?? [];
    const words = marks === undefined ? text : text.slice(marks.length);
    if (this.#cell === null) this.#cell = [words];
    else {
      const isFirst = this.#cell.length === 1 && this.#cell[0].trim() === '';
      this.#cell.push(marks === undefined || isFirst ? ' ' : ', ', words);
    }
  }

  #endCell(): void {
    if (this.#cell !== null) this.#cells.push(tidy(this.#cell.join('')).replace(/\s*\n\s*/g, ' '));
    this.#cell = null;
  }

  #endRow(): void {
    this.#endCell();
    const cells = this.#cells;
    this.#cells = [];
    while (cells.at(-1) === '') cells.pop();
    if (cells.length > 0) this.#writer.row(cells.join(BETWEEN_CELLS).replace(/ {2,}/g, ' ').trimStart());
  }
}

const ATTRIBUTES = /^(?:[\w-]+=(?:"[^"]*"|[^\s"]+)(?:\s+|$))+$/;

/** A cell without its attributes: `style="…" | text`. What would have written the text may be a template that is nothing. */
function contentOf(cell: string): string {
  const bar = cell.indexOf('|');
  if (bar >= 0) return cell.slice(bar + 1);
  return cell.includes('=') && ATTRIBUTES.test(cell.trim()) ? '' : cell;
}
