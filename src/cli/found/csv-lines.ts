import { onOneLine, plainText } from '../plain-text.ts';
import { type Found, pinned } from './found.ts';

const COLUMNS = ['rank', 'id', 'url', 'title', 'score', 'date', 'snippet', 'index'] as const;

/**
 * A row a hit, with the names of the columns before them. In a file, ids and addresses are exactly those of the index, line ends and
 * all, for they are looked up again. A cell that a spreadsheet would take for a formula stands as it is too.
 *
 * @param isTerminal a row is one line then, and has nothing that moves a cursor
 * @see RFC 4180
 */
export function csvLines({ index, result }: Found, isTerminal: boolean): string[] {
  const exact = isTerminal ? shown : (value: string) => value;
  const rows = result.hits.map(({ rank, id, url, title, score, date = '', snippet = '', index: own = index }) =>
    [String(rank), exact(id), exact(url ?? ''), shown(title), String(score), date, shown(snippet), pinned(own)]
      .map(cell)
      .join(','),
  );
  return [COLUMNS.join(','), ...rows];
}

function shown(text: string): string {
  return plainText(onOneLine(text));
}

function cell(value: string): string {
  return /^\s|[",\r\n]|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
