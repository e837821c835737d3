import { trimWhiteSpace } from '../../src/bytes/white-space.ts';
import type { JsonValue } from './collection.ts';
import { splitFrontMatter } from './front-matter.ts';
import type { HtmlChoice } from './html-choice.ts';
import { LinkList } from './link-list.ts';
import { type MarkdownContent, readMarkdown } from './markdown-text.ts';
import { type FieldValues, type OptionalField, readOptionalField } from './optional-fields.ts';
import type { Page } from './page-content.ts';
import { PageFault } from './page-fault.ts';
import type { PageNames } from './page-names.ts';

/**
 * Reads a Markdown page. The title is that of the front matter, else the first heading (which stays in the text too).
 * `date`, `url` and `language` (or `lang`) come from the front matter; its other fields are the metadata.
 * @throws PageFault FIELD_INVALID for front matter with errors, DOCUMENT_UNREADABLE for what is nested too deep, PAGE_TOO_SLOW
 */
export async function parseMarkdownPage(
  source: string,
  id: string,
  pages?: PageNames,
  _html?: HtmlChoice,
  links: LinkList = new LinkList(id, pages),
): Promise<Page> {
  const { fields, body, bodyLine } = await splitFrontMatter(source);
  const content = readBody(body, bodyLine);
  for (const href of content.hrefs) links.add(href);
  const title = takeTitle(fields) ?? content.heading ?? '';
  return {
    title,
    text: content.text,
    url: take(fields, 'url', 'url'),
    date: take(fields, 'date', 'date'),
    language: take(fields, 'language', 'language') ?? take(fields, 'language', 'lang'),
    links: links.toArray(),
    metadata: Object.keys(fields).length > 0 ? fields : undefined,
  };
}

/** @param bodyLine the line of the page where its body begins, from 1 */
function readBody(body: string, bodyLine: number): MarkdownContent {
  try {
    return readMarkdown(body);
  } catch (cause) {
    if (cause instanceof PageFault) {
      const { code, message, line, facts } = cause;
      throw new PageFault(code, message, line === undefined ? undefined : line + bodyLine - 1, { cause, facts });
    }
    if (!(cause instanceof RangeError)) throw cause;
    throw new PageFault('DOCUMENT_UNREADABLE', 'has pictures nested too deep', undefined, { cause });
  }
}

function takeTitle(fields: FieldValues): string | null {
  const value: JsonValue | undefined = fields.title;
  if (typeof value !== 'string' || trimWhiteSpace(value) === '') return null;
  delete fields.title;
  return trimWhiteSpace(value);
}

function take<Field extends Exclude<OptionalField, 'links'>>(
  fields: FieldValues,
  field: Field,
  name: string,
): string | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const read = readOptionalField(field, value);
  if (read !== undefined || value === null) delete fields[name];
  return read as string | undefined;
}
