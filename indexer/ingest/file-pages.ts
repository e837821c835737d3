import { readCalendarDate } from './calendar-date.ts';
import { collapseSpaces } from './collapse-spaces.ts';
import type { FileContent } from './file-content.ts';
import { FileThread } from './file-thread.ts';
import { HtmlHeadings } from './html-headings.ts';
import { writeHtmlText } from './html-text.ts';
import { readLanguageTag } from './language-tag.ts';
import type { LinkList } from './link-list.ts';
import { createFieldValues } from './optional-fields.ts';
import type { Page } from './page-content.ts';
import { readPdfDate } from './pdf-date.ts';
import { PlainText } from './plain-text.ts';

const thread = new FileThread();

/** What programs write for a title when nobody has given one. */
const NO_TITLE = /^(?:untitled|document[0-9]*|.*\.(?:docx?|pdf|tex|dvi|indd|qxd|rtf))$/i;

/** @throws PageFault as `FileThread.read` */
export async function readPdfPage(bytes: Uint8Array): Promise<Page> {
  return makePdfPage(await thread.read('pdf', bytes));
}

/** @throws PageFault as `FileThread.read` */
export async function readDocxPage(bytes: Uint8Array, links: LinkList): Promise<Page> {
  return makeDocxPage(await thread.read('docx', bytes), links);
}

/**
 * A PDF as a page: before the text of each of its pages a line `[page N]`, counted from 1, so that a citation can name it. A PDF without
 * words is empty: pictures of text are not read.
 */
export function makePdfPage(content: FileContent): Page {
  const texts = content.parts.map((text, at) => (text === '' ? '' : `[page ${at + 1}]\n${text}`));
  return {
    title: titleOf(content) ?? '',
    text: texts.filter((text) => text !== '').join('\n\n'),
    date: readPdfDate(content.date),
    language: readLanguageTag(content.language) ?? undefined,
    metadata: { ...byline(content), pages: content.parts.length },
  };
}

/** A DOCX as a page: the text of its HTML; its title is that of its properties, else its first heading. */
export function makeDocxPage(content: FileContent, links: LinkList): Page {
  const text = new PlainText();
  const headings = new HtmlHeadings();
  writeHtmlText(content.parts.join(''), text, {
    onTag(name, attributes) {
      const href = attributes.get('href');
      if (name === 'a' && href !== undefined) links.add(href);
    },
    onOpen: (node) => headings.onOpen(node),
    onClose: (node) => headings.onClose(node),
    onText: (parent, words) => headings.onText(parent, words),
  });
  const metadata = byline(content);
  return {
    title: titleOf(content) ?? headings.h1[0] ?? '',
    text: text.toString(),
    date: readCalendarDate(content.date) ?? undefined,
    language: readLanguageTag(content.language) ?? undefined,
    links: links.toArray(),
    metadata: Object.keys(metadata).length === 0 ? undefined : metadata,
  };
}

function titleOf({ title = '' }: FileContent): string | undefined {
  const words = collapseSpaces(title.replace(/^Microsoft (?:Word|PowerPoint) - /, ''));
  return words === '' || NO_TITLE.test(words) ? undefined : words;
}

function byline({ author = '' }: FileContent): { [name: string]: string } {
  const fields = createFieldValues() as { [name: string]: string };
  const name = collapseSpaces(author);
  if (name !== '') fields.byline = name;
  return fields;
}
