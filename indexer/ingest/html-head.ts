import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import { trimWhiteSpace } from '../../src/bytes/white-space.ts';
import { readCalendarDate } from './calendar-date.ts';
import { decodeReferences } from './character-reference.ts';
import { type PageHeadings, titleWithoutSite } from './html-title.ts';
import { type JsonLdArticle, readJsonLd } from './json-ld.ts';
import { readLanguageTag } from './language-tag.ts';
import { pickTitle } from './title-choice.ts';

/** Names of `<meta>` that give the day of publication, the best first. */
const DATE_NAMES = [
  ...['article:published_time', 'parsely-pub-date', 'datepublished', 'date', 'dc.date', 'dcterms.date'],
  'dcterms.created',
];
const TITLE_NAMES = [
  ...['dc:title', 'dcterm:title', 'og:title', 'weibo:article:title', 'weibo:webpage:title', 'title', 'twitter:title'],
  'parsely-title',
];
const AUTHOR_NAMES = ['dc:creator', 'dcterm:creator', 'author', 'parsely-author'];
const LANGUAGE_NAMES = ['content-language', 'language', 'og:locale'];
/** Longer values are no titles and no names. */
const MAX_VALUE_CHARACTERS = 4096;

/** Gathers what a page says about itself: in `<meta>`, JSON-LD, `<time>` and the attributes of `<html>`. */
export class HtmlHead {
  url: string | undefined;
  readonly #values = new Map<string, string>();
  readonly #dates = new Map<string, string>();
  readonly #times = new Set<string>();
  #language: string | undefined;
  #markedTime: string | undefined;
  #article: JsonLdArticle | null = null;

  onTag(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'html') {
      const tag = attributes.get('lang') ?? attributes.get('xml:lang') ?? '';
      this.#language ??= readLanguageTag(trimWhiteSpace(tag)) ?? undefined;
    } else if (
      name === 'link' &&
      lowerAscii(attributes.get('rel') ?? '')
        .split(/[\t\n\f\r ]+/)
        .includes('canonical')
    ) {
      this.url ??= readAddress(attributes.get('href'));
    } else if (name === 'meta') {
      this.#readMeta(attributes);
    } else if (name === 'time') {
      this.#readTime(attributes);
    }
  }

  onScript(type: string, script: string): void {
    if (lowerAscii(trimWhiteSpace(type)) === 'application/ld+json') this.#article ??= readJsonLd(script);
  }

  /** The address that the page gives as its own. */
  get address(): string | undefined {
    return this.url ?? readAddress(this.#values.get('og:url'));
  }

  /** A language of the text: as `<html>` says, else `<meta>`. */
  get language(): string | undefined {
    const tags = LANGUAGE_NAMES.map((name) => readLanguageTag(this.#values.get(name) ?? ''));
    return this.#language ?? tags.find((tag) => tag !== null) ?? undefined;
  }

  /**
   * The day of publication, by the first that says one: JSON-LD, `<meta>`, a `<time>` that is marked as such, and the day
   * that all `<time>`s of the page name.
   */
  get date(): string | undefined {
    const name = DATE_NAMES.find((each) => this.#dates.has(each));
    const written = readCalendarDate(this.#article?.date) ?? (name === undefined ? undefined : this.#dates.get(name));
    return written ?? this.#markedTime ?? (this.#times.size === 1 ? [...this.#times][0] : undefined);
  }

  get byline(): string | undefined {
    const author = this.#values.get('article:author');
    const named = this.#article?.byline ?? this.#first(AUTHOR_NAMES);
    // Facebook asks for the address of a profile there.
    return named ?? (author === undefined || /^[a-z][a-z0-9+.-]*:/i.test(author) ? undefined : author);
  }

  get siteName(): string | undefined {
    return this.#article?.siteName ?? this.#values.get('og:site_name');
  }

  /** The title of what is written on the page. @param title that of its `<title>` */
  articleTitle(title: string, headings: PageHeadings): string {
    const short = titleWithoutSite(title, headings);
    const { title: name, alternativeTitle } = this.#article ?? {};
    const described = name === undefined ? undefined : pickTitle(name, alternativeTitle, short);
    return described ?? this.#first(TITLE_NAMES) ?? short;
  }

  #first(names: readonly string[]): string | undefined {
    const name = names.find((each) => this.#values.has(each));
    return name === undefined ? undefined : this.#values.get(name);
  }

  #readMeta(attributes: ReadonlyMap<string, string>): void {
    const content = trimWhiteSpace(attributes.get('content') ?? '');
    if (content === '' || content.length > MAX_VALUE_CHARACTERS) return;
    const date = readCalendarDate(content);
    for (const key of readNames(attributes)) {
      if (date !== null && !this.#dates.has(key)) this.#dates.set(key, date);
      this.#values.set(key.replaceAll('.', ':'), trimWhiteSpace(decodeReferences(content)));
    }
  }

  #readTime(attributes: ReadonlyMap<string, string>): void {
    const day = readCalendarDate(trimWhiteSpace(attributes.get('datetime') ?? attributes.get('content') ?? ''));
    if (day === null) return;
    this.#times.add(day);
    const marks = lowerAscii(attributes.get('itemprop') ?? '').split(/[\t\n\f\r ]+/);
    if (marks.includes('datepublished') || attributes.has('pubdate')) this.#markedTime ??= day;
  }
}

/** `property` is a list of names; `name`, `itemprop` and `http-equiv` are one. */
function readNames(attributes: ReadonlyMap<string, string>): string[] {
  const names = lowerAscii(attributes.get('property') ?? '').split(/[\t\n\f\r ]+/);
  for (const attribute of ['name', 'itemprop', 'http-equiv']) {
    names.push(lowerAscii(attributes.get(attribute) ?? '').replace(/[\t\n\f\r ]+/g, ''));
  }
  return names.filter((name) => name !== '' && name.length <= 64);
}

function readAddress(href: string | undefined): string | undefined {
  const address = trimWhiteSpace(href ?? '');
  return /^https?:\/\//i.test(address) ? address : undefined;
}
