import { decodeXmlText, readAttribute, readElement } from './xml-text.ts';

/** A page of a dump, of its last revision. */
export interface PageFields {
  /** Number of the page in its wiki, as digits. */
  readonly id: string | null;
  readonly title: string;
  /** Null in dumps before 2011, which do not tell it. */
  readonly namespace: number | null;
  /** Title of the page that this one is a name of, perhaps with a fragment; null for a page of its own. */
  readonly redirect: string | null;
  /** As written: `2016-04-22T10:19:33Z`. */
  readonly timestamp: string | null;
  /** `wikitext`, `css` and others; null where it is not told. */
  readonly model: string | null;
  /** Wikitext. */
  readonly text: string;
}

/** @param xml what stands between `<page>` and `</page>` */
export function readPageFields(xml: string): PageFields {
  const revision = Math.max(0, xml.lastIndexOf('<revision>'));
  const head = revision === 0 ? xml : xml.slice(0, xml.indexOf('<revision>'));
  const namespace = readElement(head, 'ns');
  const redirect = /<redirect\s[^<>]*>/.exec(head)?.[0];
  const text = readText(xml, revision);
  return {
    id: readElement(head, 'id'),
    title: readElement(head, 'title') ?? '',
    namespace: namespace !== null && /^-?\d{1,6}$/.test(namespace) ? Number(namespace) : null,
    redirect: (redirect === undefined ? null : readAttribute(redirect, 'title')) ?? readRedirect(text),
    timestamp: readElement(xml, 'timestamp', revision),
    model: readElement(xml, 'model', revision),
    text,
  };
}

function readText(xml: string, revision: number): string {
  const start = xml.indexOf('<text', revision);
  const begin = start < 0 ? -1 : xml.indexOf('>', start);
  if (begin < 0 || xml[begin - 1] === '/') return '';
  const end = xml.indexOf('</text>', begin);
  return end < 0 ? '' : decodeXmlText(xml.slice(begin + 1, end));
}

/** Dumps before 2011 tell it by the text alone. */
function readRedirect(text: string): string | null {
  return /^\s*#redirect\s*:?\s*\[\[([^\][|{}]{1,1024})/i.exec(text)?.[1] ?? null;
}
