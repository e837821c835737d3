import { MAX_ADDRESS_CHARACTERS, MAX_LINKS } from '../../src/limits.ts';

/**
 * What a link in a file of a folder points to: the id of another file (its path from the folder, with `/`), or an
 * `http:` or `https:` address as it is written. Query and fragment are dropped from ids, and `%41` is decoded.
 *
 * @param fromId path of the file that holds the link, from the folder
 * @returns null for other schemes, for fragments of the file itself, and for paths that leave the folder
 */
export function resolveLink(href: string, fromId: string): string | null {
  const target = trimControls(href);
  if (/^https?:\/\//i.test(target)) return target;
  if (target.startsWith('//') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(target)) return null;
  const end = target.search(/[?#]/);
  const path = decodePath(end < 0 ? target : target.slice(0, end));
  if (path === null || path === '') return null;
  const parts = path.startsWith('/') ? [] : fromId.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null;
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.length === 0 ? null : parts.join('/');
}

/** Links of one page in text order, each once. */
export class LinkList {
  readonly #links = new Set<string>();
  readonly #fromId: string;

  constructor(fromId: string) {
    this.#fromId = fromId;
  }

  add(href: string): void {
    // No document has a longer address or id, and one such link is no fault of a page.
    if (href.length > MAX_ADDRESS_CHARACTERS || this.#links.size === MAX_LINKS) return;
    const target = resolveLink(href, this.#fromId);
    if (target !== null && target !== this.#fromId) this.#links.add(target);
  }

  /** Undefined when there are none, as an optional field wants it. */
  toArray(): string[] | undefined {
    return this.#links.size === 0 ? undefined : [...this.#links];
  }
}

/** Control characters and spaces at the ends do not belong to an address (WHATWG URL, section 4.4). */
function trimControls(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}

function decodePath(path: string): string | null {
  if (!path.includes('%')) return path;
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes('\0') ? null : decoded;
  } catch {
    // A stray `%` stands for itself: files are named "100%.md".
    return path;
  }
}
