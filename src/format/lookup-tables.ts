import { parseUrl } from '../bytes/url-parts.ts';
import { commonKey } from './common-key.ts';
import { type SectionArray, SectionFile } from './section-file.ts';
import { StringTable } from './string-table.ts';

/**
 * From what a caller has to a document number.
 *
 * `ids.bin` (kind IDTB): string table `id.*`, ordinal = document number.
 * `urls.bin` (kind URLT): string table `url.*` of URL keys (`urlKey`), and `document` u32[], the first document of each. Where there are
 * aliases, such as redirects and common keys (`commonKey`), their keys stand behind those, and `alias` u32[] says which document each leads to.
 */
export const IDS_KIND = 'IDTB';
export const URLS_KIND = 'URLT';

type Sections = Readonly<Record<string, SectionArray>>;

function tableSections(prefix: string, table: StringTable): Sections {
  return {
    [`${prefix}.offsets`]: table.offsets,
    [`${prefix}.bytes`]: table.bytes,
    [`${prefix}.slots`]: table.slots,
  };
}

/** The sections of `ids.bin`, to be written one by one. */
export function idSections(ids: StringTable): Sections {
  return tableSections('id', ids);
}

/** @throws StillwebError INDEX_CORRUPT */
export function readIds(name: string, bytes: Uint8Array): StringTable {
  return StringTable.read(new SectionFile(name, IDS_KIND, bytes), 'id');
}

export interface UrlTable {
  /** Those of documents, then those of aliases. */
  readonly keys: StringTable;
  /** Per key of a document: the first that has it. */
  readonly document: Uint32Array;
  /** Per key of an alias: the document that it leads to. */
  readonly alias: Uint32Array;
}

/** The document that an address leads to as it is written, or else by what it has in common with another; −1 for none. */
export function findDocument(urls: UrlTable, url: string): number {
  return findEither(urls, urlKey(url));
}

function findEither(urls: UrlTable, key: string): number {
  const exact = findAddress(urls, key);
  return exact >= 0 ? exact : findAddress(urls, commonKey(key));
}

/** The document that a key of an address leads to; −1 for none. */
export function findAddress({ keys, document, alias }: UrlTable, key: string): number {
  const ordinal = keys.find(key);
  if (ordinal < 0) return -1;
  return ordinal < document.length ? document[ordinal] : alias[ordinal - document.length];
}

/** The sections of `urls.bin`. */
export function urlSections({ keys, document, alias }: UrlTable): Sections {
  return { ...tableSections('url', keys), document, ...(alias.length === 0 ? {} : { alias }) };
}

/** @throws StillwebError INDEX_CORRUPT */
export function readUrls(name: string, bytes: Uint8Array): UrlTable {
  const file = new SectionFile(name, URLS_KIND, bytes);
  const keys = StringTable.read(file, 'url');
  const alias = file.has('alias') ? file.get('alias', 'u32') : new Uint32Array(0);
  return { keys, document: file.get('document', 'u32', keys.size - alias.length), alias };
}

/** The document that a link leads to by its id or else its address; −1 for a link out of the collection. */
export function resolveLink(link: string, ids: StringTable, urls: UrlTable): number {
  const byId = ids.find(link);
  if (byId >= 0) return byId;
  const key = keyOf(link);
  return key === null ? -1 : findEither(urls, key);
}

/** Links that are remembered with what they lead to: those of menus, which stand on page after page. */
const REMEMBERED_LINKS = 1 << 15;

/** Resolves the links of one page after the other. */
export class LinkResolver {
  readonly #ids: StringTable;
  readonly #urls: UrlTable;
  readonly #known = new Map<string, number>();

  constructor(ids: StringTable, urls: UrlTable) {
    this.#ids = ids;
    this.#urls = urls;
  }

  /** As `resolveLink`. */
  resolve(link: string): number {
    const known = this.#known.get(link);
    if (known !== undefined) return known;
    const target = resolveLink(link, this.#ids, this.#urls);
    if (this.#known.size === REMEMBERED_LINKS) this.#known.clear();
    this.#known.set(link, target);
    return target;
  }
}

/**
 * One key for the spellings of an address: scheme, user, `www.` and fragment dropped, host in lower case, a default port
 * and one slash at the end dropped, the path as `parseUrl` gives it. What has no host is its own key, but for a fragment and a
 * slash at its end. A lookup key only; documents keep their URL as it came.
 */
export function urlKey(url: string): string {
  return keyOf(url) ?? withoutSlash(url.split('#', 1)[0]);
}

function keyOf(url: string): string | null {
  const parts = parseUrl(url);
  if (parts === null) return null;
  const { host, port, path, query } = parts;
  const place = `${host.startsWith('www.') ? host.slice(4) : host}${port === '' ? '' : `:${port}`}`;
  return withoutSlash(`${place}${path === '' && query !== '' ? '/' : path}${query}`);
}

function withoutSlash(key: string): string {
  return key.endsWith('/') ? key.slice(0, -1) : key;
}

/** The host of a URL as `parseUrl` gives it; empty when there is none. */
export function urlHost(url: string): string {
  return parseUrl(url)?.host ?? '';
}
