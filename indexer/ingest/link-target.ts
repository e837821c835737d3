import { standardUrl } from '../../src/bytes/standard-url.ts';
import type { LinkBase } from './link-base.ts';
import { cleanAddress, decodePath, hasScheme, isWebAddress, pathOf, type WalkedPath, walkPath } from './link-path.ts';
import type { PageNames } from './page-names.ts';

/**
 * What a link of a page leads to: the id of another file (its path from the folder, with `/`), or an `http:` or
 * `https:` address as it is written. A path is resolved as a URL is: against the base, `/` at its beginning being the
 * root of the folder; query and fragment are dropped, `%41` is decoded, and `\` is `/`. Where `pages` has a page for it,
 * as it is decoded or else as it is written, that page is meant (`PageNames.find`); else it is the path that it spells.
 *
 * A query or a fragment alone is of what the base names, as browsers have it.
 *
 * @returns null for other schemes, for fragments of the file itself, and for paths that leave the folder
 */
export function resolveLink(href: string, base: LinkBase, pages?: PageNames): string | null {
  const target = cleanAddress(href);
  if (isWebAddress(target)) return target;
  const written = pathOf(target);
  if (base.web !== null) return written === '' ? null : resolveOnWeb(target, base.web, base.folder, pages);
  if (target.startsWith('//') || hasScheme(target)) return null;
  const path = written === '' ? base.page : walkPath(decodePath(written), base.folder);
  if (path === null) return null;
  const found =
    findPage(path, pages) ?? (written.includes('%') ? findPage(walkPath(written, base.folder), pages) : null);
  return found ?? (path.parts.length === 0 ? null : path.parts.join('/'));
}

/**
 * Relative links of a page whose `<base>` is an address of the web are addresses. If the base is the page's own place on
 * a site that the folder is a copy of, and the copy has the page, that is what is meant.
 */
function resolveOnWeb(target: string, base: URL, folder: readonly string[], pages?: PageNames): string | null {
  const url = standardUrl(target, base);
  if (url === null || !isWebAddress(url.href)) return null;
  const path = walkPath(decodePath(url.pathname), []);
  const root = rootOf(base, folder);
  if (url.origin !== base.origin || path === null || root === null) return url.href;
  if (!root.every((part, place) => path.parts[place] === part)) return url.href;
  return findPage({ ...path, parts: path.parts.slice(root.length) }, pages) ?? url.href;
}

/** Where on the site of the base the root of the folder is; null when the base says nothing of that. */
function rootOf(base: URL, folder: readonly string[]): string[] | null {
  const parts = walkPath(decodePath(base.pathname.replace(/[^/]*$/, '')), [])?.parts ?? [];
  if (parts.length === 0) return [];
  const length = parts.length - folder.length;
  return length >= 0 && folder.every((part, place) => parts[length + place] === part) ? parts.slice(0, length) : null;
}

function findPage(path: WalkedPath | null, pages?: PageNames): string | null {
  return path === null ? null : (pages?.find(path.parts.join('/'), path.isFolder) ?? null);
}
