import { isUnassigned } from '../../../src/analysis/code-point.ts';
import { lowerAscii } from '../../../src/bytes/lower-ascii.ts';
import { trimWhiteSpace } from '../../../src/bytes/white-space.ts';
import { MAX_ADDRESS_CHARACTERS } from '../../../src/limits.ts';
import { LANGUAGE_PREFIXES, PROJECT_PREFIXES } from './link-prefixes.ts';

/** What a link of wikitext leads to. `page`: an article of this wiki. `other`: another namespace, wiki or project. */
export type LinkTarget =
  | { readonly kind: 'page'; readonly title: string; readonly url: string | null }
  | { readonly kind: 'category'; readonly title: string }
  | { readonly kind: 'file' | 'language' | 'other' | 'none' };

const CATEGORY = 14;
const FILE = 6;
/** Names that every wiki knows beside its own, and the numbers of their namespaces. @see MediaWiki, NamespaceInfo.php */
const CANONICAL_NAMES: readonly (readonly [name: string, key: number])[] = [
  ['media', -2],
  ['special', -1],
  ['talk', 1],
  ['user', 2],
  ['user talk', 3],
  ['project', 4],
  ['wikipedia', 4],
  ['wp', 4],
  ['project talk', 5],
  ['file', FILE],
  ['image', FILE],
  ['file talk', 7],
  ['mediawiki', 8],
  ['template', 10],
  ['template talk', 11],
  ['help', 12],
  ['category', CATEGORY],
  ['category talk', 15],
  ['portal', 100],
];

/** What the head of a dump says of its wiki. */
export interface WikiDescription {
  /** Address of the main page; absent for a dump that does not say it. */
  readonly base?: string;
  /** BCP 47, lower case. */
  readonly language?: string;
  /** Names of namespaces as the wiki writes them, and their numbers. */
  readonly namespaces?: readonly (readonly [name: string, key: number])[];
  /** Whether `fjord` and `Fjord` are two titles, as in Wiktionary. */
  readonly isCaseSensitive?: boolean;
}

/** One wiki: its titles, their addresses, and what links to them mean. */
export class WikiSite {
  readonly language: string | undefined;
  readonly #pages: string | null;
  readonly #namespaces = new Map(CANONICAL_NAMES);
  readonly #isCaseSensitive: boolean;

  constructor({ base, language, namespaces = [], isCaseSensitive = false }: WikiDescription = {}) {
    this.language = language;
    this.#pages = base === undefined ? null : pagesOf(base);
    this.#isCaseSensitive = isCaseSensitive;
    for (const [name, key] of namespaces) if (name !== '') this.#namespaces.set(namespaceKey(name), key);
  }

  /** The address of a page, as the wiki itself writes it; null where the wiki has none, or the title is too long. */
  urlOf(title: string): string | null {
    if (this.#pages === null) return null;
    const url = this.#pages + encodeTitle(title);
    return url.length > MAX_ADDRESS_CHARACTERS ? null : url;
  }

  /** The same address as it may be typed, where that is another; else null. */
  typedUrlOf(title: string): string | null {
    if (this.#pages === null || !/['&+=]/.test(title)) return null;
    const url = this.#pages + encodeTitle(title).replace(/%(?:27|26|2B|3D)/g, decodeURIComponent);
    return url.length > MAX_ADDRESS_CHARACTERS ? null : url;
  }

  /** The number of the namespace that a title begins with; 0 for an article. */
  namespaceOf(title: string): number {
    const colon = title.indexOf(':');
    if (colon <= 0) return 0;
    return this.#namespaces.get(namespaceKey(title.slice(0, colon))) ?? 0;
  }

  /** @param written what stands between `[[` and the first `|` or `]]` */
  resolve(written: string): LinkTarget {
    const isShown = /^\s*:/.test(written);
    const target = cleanTitle(isShown ? written.slice(written.indexOf(':') + 1) : written);
    if (target === '') return { kind: 'none' };
    const colon = target.indexOf(':');
    if (colon > 0) {
      const prefix = lowerAscii(trimWhiteSpace(target.slice(0, colon)));
      const key = this.#namespaces.get(namespaceKey(target.slice(0, colon)));
      if (key === FILE && !isShown) return { kind: 'file' };
      if (key === CATEGORY && !isShown) {
        return { kind: 'category', title: this.#withCapital(trimWhiteSpace(target.slice(colon + 1))) };
      }
      if (key !== undefined && key !== 0) return { kind: 'other' };
      if (LANGUAGE_PREFIXES.has(prefix)) return { kind: isShown ? 'other' : 'language' };
      if (PROJECT_PREFIXES.has(prefix)) return { kind: 'other' };
    }
    const title = this.#withCapital(target);
    return { kind: 'page', title, url: this.urlOf(title) };
  }

  #withCapital(title: string): string {
    if (this.#isCaseSensitive || title === '') return title;
    return capitalize(title);
  }
}

/** One key for the ways to write the name of a namespace, whose first letter may be small: `категория` and `Категория`. */
function namespaceKey(written: string): string {
  const name = trimWhiteSpace(written.replaceAll('_', ' '));
  return name === '' ? '' : lowerAscii(capitalize(name));
}

/** @param text of one character or more */
function capitalize(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0)!);
  return capitalOf(first) + text.slice(first.length);
}

/** A title as the wiki keeps it, without the fragment: one space between words, none at the ends. */
export function cleanTitle(written: string): string {
  const hash = written.indexOf('#');
  let title = hash < 0 ? written : written.slice(0, hash);
  if (title.includes('%')) title = decodePercents(title);
  return trimWhiteSpace(title.replace(/[\s_\u00a0]+/g, ' '));
}

function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Upper case that every engine agrees on: a single letter for a single letter, of the pinned Unicode version. */
function capitalOf(letter: string): string {
  const code = letter.codePointAt(0)!;
  if (code < 0x80) return code >= 0x61 && code <= 0x7a ? String.fromCharCode(code - 32) : letter;
  if (isUnassigned(code)) return letter;
  const upper = letter.toUpperCase();
  const isOne = String.fromCodePoint(upper.codePointAt(0)!) === upper;
  return isOne && !isUnassigned(upper.codePointAt(0)!) ? upper : letter;
}

/** `https://en.wikipedia.org/wiki/` of `http://en.wikipedia.org/wiki/Main_Page`; null for what is no address. */
function pagesOf(base: string): string | null {
  const [, rest] = /^https?:\/\/([^\s/?#]+\/[^\s?#]*)$/.exec(base) ?? [];
  if (rest === undefined || rest.length > 1024) return null;
  const wiki = rest.indexOf('/wiki/');
  return `https://${wiki >= 0 ? rest.slice(0, wiki + 6) : rest.slice(0, rest.lastIndexOf('/') + 1)}`;
}

/** @see MediaWiki, wfUrlencode: these characters stay as they are in the addresses of pages */
function encodeTitle(title: string): string {
  const name = title.replaceAll(' ', '_');
  if (/^[\w.~!*()-]*$/.test(name)) return name;
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll("'", '%27');
  return encoded.replace(/%(?:3B|40|24|2C|2F|3A)/g, decodeURIComponent);
}
