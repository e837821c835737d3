import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import { parseHtmlPage } from './html-page.ts';
import { parseMarkdownPage } from './markdown-page.ts';
import type { PageParser } from './page-content.ts';

/** One kind of file that is one document. */
export interface PageKind {
  readonly format: string;
  /** Endings of file names, lower case, with the dot. */
  readonly extensions: readonly string[];
  readonly parse: PageParser;
}

export const PAGE_KINDS: readonly PageKind[] = [
  { format: 'markdown', extensions: ['.md', '.markdown'], parse: parseMarkdownPage },
  { format: 'html', extensions: ['.html', '.htm'], parse: parseHtmlPage },
  { format: 'text', extensions: ['.txt'], parse: (source) => ({ title: '', text: source }) },
];

/** The kind of a file by the ending of its name, ASCII case not counting. */
export function findPageKind(name: string): PageKind | null {
  const extension = readExtension(name);
  return PAGE_KINDS.find((kind) => kind.extensions.includes(extension)) ?? null;
}

/** `.md` of `notes/Setup.MD`; empty where there is no dot inside the last part. */
export function readExtension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : lowerAscii(name.slice(dot));
}

/** The title of a file that has none of its own: its name without the ending. */
export function titleOfPath(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = readExtension(name);
  return extension === '' ? name : name.slice(0, -extension.length);
}
