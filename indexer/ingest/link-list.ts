import { MAX_ADDRESS_CHARACTERS, MAX_LINKS } from '../../src/limits.ts';
import { baseOfFile, type LinkBase, readBase } from './link-base.ts';
import { resolveLink } from './link-target.ts';
import type { PageNames } from './page-names.ts';

/** Links of one page in text order, each once. */
export class LinkList {
  readonly #hrefs = new Set<string>();
  readonly #fromId: string;
  readonly #pages: PageNames | undefined;
  #base: LinkBase | null = null;

  /** @param pages those of the collection, where they are known */
  constructor(fromId: string, pages?: PageNames) {
    this.#fromId = fromId;
    this.#pages = pages;
  }

  add(href: string): void {
    // No document has a longer address or id, and one such link is no fault of a page.
    if (href.length > MAX_ADDRESS_CHARACTERS || this.#hrefs.size === MAX_LINKS) return;
    this.#hrefs.add(href);
  }

  /** Of several bases the first counts, for the links before it too. */
  setBase(href: string): void {
    this.#base ??= readBase(href, this.#fromId);
  }

  /** Undefined when there are none, as an optional field wants it. */
  toArray(): string[] | undefined {
    const base = this.#base ?? baseOfFile(this.#fromId);
    const links = new Set<string>();
    for (const href of this.#hrefs) {
      const target = resolveLink(href, base, this.#pages);
      if (target !== null && target !== this.#fromId) links.add(target);
    }
    return links.size === 0 ? undefined : [...links];
  }
}
