import { readLanguageTag } from '../language-tag.ts';
import type { WikiDescription } from '../wikitext/wiki-site.ts';
import { decodeXmlText, readAttribute, readElement } from './xml-text.ts';

const NAMESPACE = /<namespace ([^<>]*)>([^<]*)</g;

/** What stands before the first page: the address of the wiki, its language and its namespaces, as far as they are there. */
export function readSiteInfo(head: string): WikiDescription {
  const root = /<mediawiki\b[^<>]*>/.exec(head)?.[0] ?? '';
  const language = readLanguageTag(readAttribute(root, 'xml:lang')) ?? undefined;
  const namespaces: [string, number][] = [];
  for (const [, attributes, name] of head.matchAll(NAMESPACE)) {
    const key = readAttribute(` ${attributes}`, 'key');
    if (key !== null && /^-?\d{1,6}$/.test(key)) namespaces.push([decodeXmlText(name), Number(key)]);
  }
  return {
    base: readElement(head, 'base') ?? undefined,
    language,
    namespaces,
    isCaseSensitive: readElement(head, 'case') === 'case-sensitive',
  };
}
