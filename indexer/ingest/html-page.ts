import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import { trimWhiteSpace } from '../../src/bytes/white-space.ts';
import { readCalendarDate } from './calendar-date.ts';
import { decodeHtml } from './html-encoding.ts';
import { writeHtmlText } from './html-text.ts';
import { readLanguageTag } from './language-tag.ts';
import { LinkList } from './link-list.ts';
import type { Page } from './page-content.ts';
import type { PageNames } from './page-names.ts';
import { makePageReader } from './page-reader.ts';
import { PlainText } from './plain-text.ts';

/** Names of `<meta>` that give the day of publication, the best first. */
const DATE_NAMES = ['article:published_time', 'datepublished', 'date', 'dc.date', 'dcterms.date', 'dcterms.created'];

export const htmlReader = makePageReader('html', ['.html', '.htm'], parseHtmlPage, decodeHtml);

/**
 * Reads an HTML page: the text of its body, `<title>`, `<html lang>`, `<link rel=canonical>`, a date from its `<meta>`s,
 * and the targets of `<a href>` and `<area href>`, relative to the `<base>`. Any text is HTML.
 * @throws PageFault PAGE_TOO_SLOW; DOCUMENT_TOO_LARGE for links of too many characters in all
 */
export function parseHtmlPage(
  source: string,
  id: string,
  pages?: PageNames,
  links: LinkList = new LinkList(id, pages),
): Page {
  const text = new PlainText();
  const dates = new Map<string, string>();
  let title: string | undefined;
  let url: string | undefined;
  let language: string | undefined;
  writeHtmlText(source, text, {
    onTitle(found) {
      title ??= collapse(found);
    },
    onTag(name, attributes) {
      if (name === 'html') language ??= readLanguageTag(attributes.get('lang') ?? '') ?? undefined;
      const href = attributes.get('href');
      if (href !== undefined && (name === 'a' || name === 'area')) links.add(href);
      if (href !== undefined && name === 'base') links.setBase(href);
      if (name === 'link' && isCanonical(attributes)) url ??= readAddress(attributes.get('href'));
      if (name === 'meta') {
        const key = readMetaName(attributes);
        const date = readCalendarDate(trimWhiteSpace(attributes.get('content') ?? ''));
        if (date !== null && !dates.has(key)) dates.set(key, date);
      }
    },
  });
  const dateName = DATE_NAMES.find((name) => dates.has(name));
  const date = dateName === undefined ? undefined : dates.get(dateName);
  return { title: title ?? '', text: text.toString(), url, date, language, links: links.toArray() };
}

function isCanonical(attributes: ReadonlyMap<string, string>): boolean {
  return lowerAscii(attributes.get('rel') ?? '') === 'canonical';
}

function readAddress(href: string | undefined): string | undefined {
  const address = trimWhiteSpace(href ?? '');
  return /^https?:\/\//i.test(address) ? address : undefined;
}

function readMetaName(attributes: ReadonlyMap<string, string>): string {
  return lowerAscii(attributes.get('property') ?? attributes.get('name') ?? attributes.get('itemprop') ?? '');
}

function collapse(text: string): string {
  const collapsed = new PlainText();
  collapsed.write(text);
  return collapsed.toString();
}
