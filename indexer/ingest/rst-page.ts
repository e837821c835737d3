import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import type { HtmlChoice } from './html-choice.ts';
import { LinkList } from './link-list.ts';
import { createFieldValues, type FieldValues, readOptionalField } from './optional-fields.ts';
import { PageBudget } from './page-budget.ts';
import type { Page } from './page-content.ts';
import type { PageNames } from './page-names.ts';
import { splitRstLines } from './rst-lines.ts';
import { RstReader } from './rst-reader.ts';
import { findRstTargets } from './rst-targets.ts';

/** A field of the head of a page, on one line. */
const FIELD = /^:([A-Za-z][\w -]{0,63}):(?: +(.*))?$/;

/**
 * Reads a page of reStructuredText: prose without its marks, titles as paragraphs of their own, code as it is, rows of tables as
 * lines; of directives their text, and of their options nothing. The title is the first one, which stays in the text too. `date`,
 * `language` (or `lang`) and `url` come from fields that stand before anything else but a title; the others are metadata.
 * @see https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html
 * @throws PageFault PAGE_TOO_SLOW, DOCUMENT_UNREADABLE for what is nested too deep
 */
export function parseRstPage(
  source: string,
  id: string,
  pages?: PageNames,
  _html?: HtmlChoice,
  links = new LinkList(id, pages),
): Page {
  const lines = splitRstLines(source);
  const fields = takeFields(lines);
  const reader = new RstReader(findRstTargets(lines), new PageBudget());
  reader.read(lines);
  const text = reader.text.toString();
  for (const href of reader.hrefs) links.add(href);
  const title = takeText(fields, 'title') ?? reader.heading ?? '';
  const language = takeText(fields, 'language') ?? takeText(fields, 'lang');
  return {
    title,
    text,
    url: takeText(fields, 'url'),
    date: takeDate(fields),
    language: readOptionalField('language', language ?? null),
    links: links.toArray(),
    metadata: Object.keys(fields).length > 0 ? fields : undefined,
  };
}

/** Takes the fields at the head out of the lines: before a title, or behind the first one. */
function takeFields(lines: string[]): FieldValues {
  const fields = createFieldValues();
  let at = 0;
  const skip = (isPassed: (line: string) => boolean): void => {
    while (at < lines.length && isPassed(lines[at])) at += 1;
  };
  // Comments and targets may stand before all.
  skip((line) => line === '' || /^(?:\.\.(?: |$)| )/.test(line));
  if (!FIELD.test(lines[at] ?? '')) {
    // A title has a line below it, and perhaps one above.
    skip((line) => line !== '' && !FIELD.test(line));
    skip((line) => line === '');
  }
  for (; at < lines.length; at += 1) {
    const field = FIELD.exec(lines[at]);
    if (field === null) break;
    const name = lowerAscii(field[1]);
    if (!Object.hasOwn(fields, name)) fields[name] = field[2] ?? '';
    lines[at] = '';
  }
  return fields;
}

function takeText(fields: FieldValues, name: string): string | undefined {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') return undefined;
  delete fields[name];
  return value;
}

/** One that cannot be read stays. */
function takeDate(fields: FieldValues): string | undefined {
  const date = readOptionalField('date', fields.date ?? null);
  if (date !== undefined) delete fields.date;
  return date;
}
