/** HTML and XML as answers of dialects hold them. */
import { escapeMarkup as escapeInDoubleQuotes } from '../../bytes/escape-markup.ts';
import type { Hit } from '../../contract/search.ts';

/** A text as it stands between tags and in attributes with quotes of either kind, of HTML and of XML. */
export function escapeMarkup(text: string): string {
  return escapeInDoubleQuotes(text).replaceAll("'", '&#39;');
}

/** Whom the words of the query in a snippet are shown to. */
export interface Emphasis {
  readonly before: string;
  readonly behind: string;
  /** The snippet becomes markup too. Default: it stays the text that it is. */
  readonly isMarkup?: boolean;
}

export const STRONG: Emphasis = { before: '<strong>', behind: '</strong>', isMarkup: true };
export const BOLD: Emphasis = { before: '<b>', behind: '</b>', isMarkup: true };

/** The snippet of a hit with the words of the query between marks; empty where none was asked for. */
export function markedSnippet(
  { snippet = '', highlights = [] }: Pick<Hit, 'snippet' | 'highlights'>,
  { before, behind, isMarkup = false }: Emphasis,
): string {
  const write = isMarkup ? escapeMarkup : (text: string) => text;
  let marked = '';
  let last = 0;
  for (const [start, end] of highlights) {
    marked += write(snippet.slice(last, start)) + before + write(snippet.slice(start, end)) + behind;
    last = end;
  }
  return marked + write(snippet.slice(last));
}

const HEADING = /^(#{1,6}) +(.+)$/;

/** A document as a page: blank lines part paragraphs, and lines that begin with `#` are headings, as in Markdown. */
export function htmlPage({ title = '', text = '' }: { readonly title?: string; readonly text?: string }): string {
  const name = escapeMarkup(title);
  return [
    '<!DOCTYPE html>',
    `<html><head><meta charset="utf-8"><title>${name}</title></head>`,
    '<body>',
    `<h1>${name}</h1>`,
    ...text.split(/\n\s*\n/).flatMap(blockOf),
    '</body></html>',
  ].join('\n');
}

function blockOf(block: string): string[] {
  const written: string[] = [];
  let lines: string[] = [];
  const endParagraph = (): void => {
    if (lines.length > 0) written.push(`<p>${lines.map(escapeMarkup).join('<br>\n')}</p>`);
    lines = [];
  };
  for (const line of block.split('\n')) {
    const [, signs, heading] = HEADING.exec(line) ?? [];
    if (signs === undefined) {
      if (line.trim() !== '') lines.push(line);
      continue;
    }
    endParagraph();
    written.push(`<h${signs.length}>${escapeMarkup(heading)}</h${signs.length}>`);
  }
  endParagraph();
  return written;
}
