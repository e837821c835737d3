import { standardUrl } from '../../src/bytes/standard-url.ts';
import { cleanAddress, decodePath, hasScheme, isWebAddress, pathOf, type WalkedPath, walkPath } from './link-path.ts';

/** What the links of a page are relative to. */
export interface LinkBase {
  /** Names of the folders from the root; of a base on the web those of the page itself. */
  readonly folder: readonly string[];
  /** What a link means that is a query or a fragment alone; null where that is the page itself. */
  readonly page: WalkedPath | null;
  /** Null for a base in the collection. */
  readonly web: URL | null;
}

/** The base of a page without a `<base>`: the folder that it is in. */
export function baseOfFile(id: string): LinkBase {
  return { folder: id.split('/').slice(0, -1), page: null, web: null };
}

/**
 * The base that a `<base href>` of a page gives. One that leaves the folder, or of a scheme that is not of the web, is as if
 * it were not there.
 */
export function readBase(href: string, id: string): LinkBase {
  const own = baseOfFile(id);
  const address = cleanAddress(href);
  const absolute = address.startsWith('//') ? `https:${address}` : address;
  if (isWebAddress(absolute)) return { ...own, web: standardUrl(absolute) };
  if (hasScheme(address)) return own;
  const path = walkPath(decodePath(pathOf(address)), own.folder);
  if (path === null || pathOf(address) === '') return own;
  return { folder: path.isFolder ? path.parts : path.parts.slice(0, -1), page: path, web: null };
}
