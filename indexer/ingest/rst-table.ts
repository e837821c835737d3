/** Tables of reStructuredText, as rows of cells. */

const GRID_BORDER = /^\+[-=+]+\+$/;
const SIMPLE_BORDER = /^=+(?: +=+)+$/;

export function isGridBorder(line: string): boolean {
  return GRID_BORDER.test(line);
}

export function isSimpleBorder(line: string): boolean {
  return SIMPLE_BORDER.test(line);
}

/** Rows of a table drawn with `+`, `-` and `|`: what stands in one column between two borders is a cell. */
export function readGridTable(lines: readonly string[]): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const line of lines) {
    if (line.startsWith('+')) {
      if (row.length > 0) rows.push(row);
      row = [];
    } else {
      for (const [column, cell] of line.replace(/^\|/, '').replace(/\|$/, '').split(/[|+]/).entries()) {
        row[column] = join(row[column], cell.replace(/^-+$/, ''));
      }
    }
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

/** Rows of a table between lines of `=`: one a line, and lines without a first cell go on. */
export function readSimpleTable(lines: readonly string[]): string[][] {
  const starts = [...lines[0].matchAll(/=+/g)].map(({ index }) => index);
  const rows: string[][] = [];
  for (const line of lines) {
    if (line === '' || SIMPLE_BORDER.test(line) || /^-+(?: +-+)*$/.test(line)) continue;
    const cells = starts.map((start, column) => line.slice(start, starts[column + 1]).trim());
    const last = rows.at(-1);
    if (cells[0] === '' && last !== undefined)
      for (const [column, cell] of cells.entries()) last[column] = join(last[column], cell);
    else rows.push(cells);
  }
  return rows;
}

/** Where a table between lines of `=` ends: behind the border that an empty line follows. */
export function endOfSimpleTable(lines: readonly string[], start: number): number {
  for (let at = start + 1; at < lines.length; at += 1) {
    if (isSimpleBorder(lines[at]) && (lines[at + 1] ?? '') === '') return at + 1;
  }
  return lines.length;
}

function join(cell: string | undefined, words: string): string {
  const added = words.trim();
  return cell === undefined || cell === '' ? added : added === '' ? cell : `${cell} ${added}`;
}
