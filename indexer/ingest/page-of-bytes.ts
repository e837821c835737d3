import { isUtf8 } from 'node:buffer';
import { getBOMEncoding, normalizeEncoding, TextDecoder } from '@exodus/bytes/encoding.js';
import type { HtmlChoice } from './html-choice.ts';
import { decodeHtml } from './html-encoding.ts';
import { parseHtmlPage } from './html-page.ts';
import { LinkList } from './link-list.ts';
import type { Page } from './page-content.ts';
import { PageFault } from './page-fault.ts';

/** A page that came over the web, as bytes. */
export interface PageBytes {
  readonly bytes: Uint8Array;
  readonly type: 'html' | 'text';
  /** Where it was: what its links are relative to, and its title where it has none. */
  readonly address: string;
  /** Label of the encoding that came with it in its Content-Type; one that nobody knows is as if it were not there. */
  readonly charset?: string;
  /** As in `ReadOptions`. */
  readonly html?: HtmlChoice;
}

/**
 * Makes a page of bytes that were fetched from an address. Links are addresses.
 * @throws PageFault as the reader of the format does
 */
export function readPageOfBytes({ bytes, type, address, charset, html }: PageBytes): Page {
  const source = type === 'html' ? decodeHtml(bytes, charset) : decodeText(bytes, charset);
  const text = source.replace(/\r\n?/g, '\n');
  const page: Page =
    type === 'html'
      ? parseHtmlPage(text, address, undefined, html, new LinkList(address, undefined, address))
      : { title: '', text };
  return page.title === '' ? { ...page, title: address } : page;
}

/**
 * The text of a plain page, its encoding as a browser finds it: a byte order mark, else what was sent with it, else UTF-8
 * where it is that, else windows-1252.
 */
function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  const sent = charset === undefined ? null : normalizeEncoding(charset);
  const encoding = getBOMEncoding(bytes) ?? sent ?? (isUtf8(bytes) ? 'utf-8' : 'windows-1252');
  if (encoding === 'replacement') {
    throw new PageFault('INVALID_UTF8', 'declares an encoding that the Encoding Standard does not read');
  }
  const text = new TextDecoder(encoding).decode(bytes);
  if (text.includes('\0')) throw new PageFault('INVALID_TEXT', 'has NUL characters, which no text has');
  return text;
}
