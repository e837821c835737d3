import { isUtf8 } from 'node:buffer';
import { lowerAscii } from '../../../src/bytes/lower-ascii.ts';
import { collapseSpaces } from '../collapse-spaces.ts';
import { LinkList } from '../link-list.ts';
import type { Page } from '../page-content.ts';
import { PageFault } from '../page-fault.ts';
import type { NamedHeaders } from './named-headers.ts';

/** What a record of WAT says of one page of a crawl. */
export interface PageDescription {
  /** Of the record that the page is in, in the archive that was described. */
  readonly headers: NamedHeaders;
  /** Its text is its description and the texts of its links, a line each, each once. */
  readonly page: Page;
}

/**
 * Reads the JSON of a record of WAT. Only links that a reader of the page can follow count: `A@/href` and `AREA@/href`.
 *
 * @param address of the page: what its links and its base are relative to
 * @returns in place of a page by what the record is counted, where it describes none: a request, another status, no HTML
 * @throws PageFault RECORD_BROKEN for what is no such JSON; DOCUMENT_TOO_LARGE for links of too many characters in all
 * @see https://commoncrawl.org/blog/web-archiving-file-formats-explained
 */
export function describePage(block: Buffer, address: string): PageDescription | string {
  const envelope = fieldsOf(fieldsOf(parse(block))['Envelope']);
  const response = fieldsOf(envelope['Payload-Metadata'])['HTTP-Response-Metadata'];
  if (response === undefined) return 'metadata of no response';
  const status = textOf(fieldsOf(fieldsOf(response)['Response-Message'])['Status']);
  if (!/^2\d\d$/.test(status)) return /^\d{3}$/.test(status) ? `metadata of status ${status}` : 'metadata of no status';
  const html = fieldsOf(response)['HTML-Metadata'];
  if (html === undefined) return 'metadata of no HTML';
  const head = fieldsOf(fieldsOf(html)['Head']);
  const links = new LinkList(address, undefined, address);
  const base = textOf(head['Base']);
  if (base !== '') links.setBase(base);
  const lines = new Set<string>();
  for (const meta of listOf(head['Metas'])) {
    const { name, content } = fieldsOf(meta);
    if (lowerAscii(textOf(name)) === 'description') lines.add(collapseSpaces(textOf(content)));
  }
  for (const link of listOf(fieldsOf(html)['Links'])) {
    const { path, url, text } = fieldsOf(link);
    if (path !== 'A@/href' && path !== 'AREA@/href') continue;
    const href = textOf(url);
    if (href !== '') links.add(href);
    lines.add(collapseSpaces(textOf(text)));
  }
  lines.delete('');
  return {
    headers: headersOf(envelope['WARC-Header-Metadata']),
    page: { title: collapseSpaces(textOf(head['Title'])), text: [...lines].join('\n'), links: links.toArray() },
  };
}

function parse(block: Buffer): unknown {
  try {
    if (isUtf8(block)) return JSON.parse(block.toString());
  } catch {
    // Told below.
  }
  throw new PageFault('RECORD_BROKEN', 'holds no JSON that can be read');
}

/** The fields of an object; none of what is no object. */
function fieldsOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { [name: string]: unknown })
    : {};
}

/** Programs write one value where others write a list of one. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** What is no text counts as none. Half of a pair of UTF-16, which JSON can write, is no text either. */
function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.toWellFormed() : '';
}

function headersOf(value: unknown): NamedHeaders {
  const entries = Object.entries(fieldsOf(value)).map(([name, each]) => [lowerAscii(name), textOf(each)] as const);
  return { firstLine: '', values: new Map(entries) };
}
