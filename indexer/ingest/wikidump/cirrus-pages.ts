import { lowerAscii } from '../../../src/bytes/lower-ascii.ts';
import { MAX_LINKS } from '../../../src/limits.ts';
import { readCalendarDate } from '../calendar-date.ts';
import type {
  CollectedDocument,
  CollectionDocument,
  CollectionFile,
  JsonValue,
  ReadOptions,
  SourceLocation,
} from '../collection.ts';
import { checkWhole } from '../document-check.ts';
import { isEmptyLine, parseLine } from '../json-lines-reader.ts';
import { readLanguageTag } from '../language-tag.ts';
import type { Line } from '../line-splitter.ts';
import { readId } from '../optional-fields.ts';
import { recordFault, reportFault } from '../record-fault.ts';
import { isDisambiguation } from '../wikitext/templates.ts';
import { WikiSite } from '../wikitext/wiki-site.ts';

type JsonRecord = { readonly [key: string]: JsonValue };

/** The pages of one dump, line by line. */
export class CirrusPages {
  readonly #file: CollectionFile;
  readonly #options: ReadOptions;
  readonly #sites = new Map<string, WikiSite>();
  /** Of the line before; null when that was none that announces a page. */
  #id: string | null = null;

  constructor(file: CollectionFile, options: ReadOptions) {
    this.#file = file;
    this.#options = options;
  }

  *collect(lines: Iterable<Line>): Generator<CollectedDocument> {
    const { path, bytesRead } = this.#file;
    for (const line of lines) {
      const location: SourceLocation = { file: path, line: line.number };
      try {
        const document = this.#readLine(line, location);
        if (document === null) continue;
        checkWhole(document, location);
        yield { document, location, bytesRead };
      } catch (error) {
        reportFault(error, location, this.#options.onProblem);
      }
    }
  }

  /** Null for a line that is no article. */
  #readLine(line: Line, location: SourceLocation): CollectionDocument | null {
    if (line.text !== undefined && isEmptyLine(line.text)) return null;
    const announced = this.#id;
    this.#id = null;
    const record = parseLine(line, location);
    const { index } = record;
    if (isRecord(index) && !Object.hasOwn(record, 'title')) {
      this.#id = readId(index._id);
      return null;
    }
    if (typeof record.namespace === 'number' && record.namespace !== 0) {
      this.#options.onPassed?.('page beside the articles');
      return null;
    }
    return this.#makeDocument(record, announced ?? readId(record.page_id), location);
  }

  #makeDocument(record: JsonRecord, id: string | null, location: SourceLocation): CollectionDocument {
    const { title, text } = record;
    if (id === null) throw recordFault('FIELD_MISSING', location, 'has a page without a number', { field: '_id' });
    for (const [field, value] of Object.entries({ title, text })) {
      if (typeof value === 'string') continue;
      throw recordFault('FIELD_MISSING', location, `has a page without a ${field}`, { field, id });
    }
    const site = this.#siteOf(record);
    const url = site.urlOf(title as string);
    const redirects = recordsOf(record.redirect).flatMap((redirect) => textsOf([redirect.title]));
    this.#addNames(site, title as string, redirects);
    const links = new Set<string>();
    for (const target of textsOf(record.outgoing_link)) {
      const found = site.resolve(`:${target}`);
      if (found.kind === 'page' && found.url !== null && links.size < MAX_LINKS) links.add(found.url);
    }
    const date = readCalendarDate(record.timestamp);
    const language = readLanguageTag(record.language);
    const lists = { categories: textsOf(record.category), sections: textsOf(record.heading), redirects };
    const isList = textsOf(record.template).some((name) => isDisambiguation(lowerAscii(name.replace(/^[^:]*:/, ''))));
    const metadata: { [name: string]: JsonValue } = {};
    for (const [name, values] of Object.entries(lists)) if (values.length > 0) metadata[name] = values;
    if (isList) metadata.disambiguation = true;
    if (typeof record.incoming_links === 'number') metadata.incoming_links = record.incoming_links;
    if (typeof record.wikibase_item === 'string') metadata.wikibase_item = record.wikibase_item;
    return {
      id,
      title: title as string,
      text: text as string,
      ...(url === null ? {} : { url }),
      ...(date === null ? {} : { date }),
      ...(language === null ? {} : { language }),
      ...(links.size === 0 ? {} : { links: [...links] }),
      ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    };
  }

  #addNames(site: WikiSite, title: string, redirects: readonly string[]): void {
    const url = site.urlOf(title);
    if (url === null) return;
    const names = [title, ...redirects].flatMap((name) => [site.urlOf(name), site.typedUrlOf(name)]);
    for (const alias of names) if (alias !== null && alias !== url) this.#options.onAlias?.({ alias, url });
  }

  /** The wiki that a page names, such as `enwiki`; there are some hundred of them. */
  #siteOf({ wiki }: JsonRecord): WikiSite {
    const name = typeof wiki === 'string' && /^[a-z0-9_]{1,40}$/.test(wiki) ? wiki : '';
    let site = this.#sites.get(name);
    if (site === undefined) {
      if (this.#sites.size === MOST_WIKIS) this.#sites.clear();
      site = new WikiSite({ base: baseOf(name), isCaseSensitive: name.endsWith('wiktionary') });
      this.#sites.set(name, site);
    }
    return site;
  }
}

const MOST_WIKIS = 16;

/** `https://zh-yue.wikipedia.org/wiki/` of `zh_yuewiki`. */
function baseOf(name: string): string | undefined {
  const [, language, project] =
    /^([a-z0-9_]+?)(wiki|wiktionary|wikibooks|wikiquote|wikisource|wikinews|wikiversity|wikivoyage)$/.exec(name) ?? [];
  if (language === undefined) return undefined;
  return `https://${language.replaceAll('_', '-')}.${project === 'wiki' ? 'wikipedia' : project}.org/wiki/`;
}

function isRecord(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordsOf(value: JsonValue | undefined): { [key: string]: JsonValue }[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function textsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
