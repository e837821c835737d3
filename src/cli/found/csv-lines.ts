import type { Hit } from '../../contract/search.ts';
import { onOneLine, plainText } from '../plain-text.ts';
import { type Found, pinned } from './found.ts';

const COLUMNS = ['rank', 'id', 'url', 'title', 'score', 'date', 'snippet', 'index'] as const;

/** A row a hit, each on a line of its own, with the names of the columns before them. @see RFC 4180 */
export function csvLines({ index, result }: Found): string[] {
  return [COLUMNS.join(','), ...result.hits.map((hit) => rowOf(hit, pinned(index)).map(cell).join(','))];
}

function rowOf({ rank, id, url, title, score, date = '', snippet = '' }: Hit, index: string): string[] {
  return [String(rank), id, url ?? '', title, String(score), date, snippet, index];
}

function cell(value: string): string {
  const plain = plainText(onOneLine(value));
  return /^\s|[",]|\s$/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
