import type { LinkBase } from './link-base.ts';
import type { PageNames } from './page-names.ts';

/**
 * What a link of a page leads to: the id of another file (its path from the folder, with `/`), or an `http:` or
 * `https:` address as it is written. A path is resolved as a URL is: against the base, `/` at its beginning being the
 * root of the folder; query and fragment are dropped, `%41` is decoded, and `\` is `/`. Where `pages` has a page for it,
 * as it is decoded or else as it is written, that page is meant (`PageNames.find`); else it is the path that it spells.
 *
 * @returns null for other schemes, for fragments of the file itself, and for paths that leave the folder
 */
export function resolveLink(href: string, base: LinkBase, pages?: PageNames): string | null {
  const target = cleanAddress(href);
  if (isWebAddress(target)) return target;
  if (target.startsWith('#') || target === '') return null;
  if (base.web !== null) return resolveOnWeb(target, base.web, base.folder, pages);
  if (target.startsWith('//') || hasScheme(target)) return null;
  const written = pathOf(target);
  if (written === '') return null;
  const path = walkPath(decodePath(written), base.folder);
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
  const url = URL.canParse(target, base.href) ? new URL(target, base.href) : null;
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

/** A path from the root, and whether it ends as that of a folder. */
interface WalkedPath {
  readonly parts: readonly string[];
  readonly isFolder: boolean;
}

function findPage(path: WalkedPath | null, pages?: PageNames): string | null {
  return path === null ? null : (pages?.find(path.parts.join('/'), path.isFolder) ?? null);
}

/** @returns null for a path that leaves the root, or that no file can have */
export function walkPath(path: string, folder: readonly string[]): WalkedPath | null {
  if (path.includes('\0')) return null;
  const parts = path.startsWith('/') ? [] : [...folder];
  const steps = path.split('/');
  for (const step of steps) {
    if (step === '..') {
      if (parts.pop() === undefined) return null;
    } else if (step !== '' && step !== '.') {
      parts.push(step);
    }
  }
  return { parts, isFolder: ['', '.', '..'].includes(steps[steps.length - 1]) };
}

/** The path of a relative address, `/` for every `\`, without query and fragment. */
export function pathOf(address: string): string {
  const end = address.search(/[?#]/);
  return (end < 0 ? address : address.slice(0, end)).replaceAll('\\', '/');
}

export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

export function hasScheme(address: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(address);
}

/** Without control characters and spaces at the ends, and line ends and tabs anywhere (WHATWG URL, section 4.4). */
export function cleanAddress(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end).replace(/[\t\n\r]/g, '');
}

/** A `%` that begins no UTF-8 stands for itself: files are named "100%.md". */
export function decodePath(path: string): string {
  return path.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
