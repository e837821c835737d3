import { standardUrl } from '../../src/bytes/standard-url.ts';
import { MAX_ADDRESS_CHARACTERS, MAX_LINKS, MAX_PAGE_LINK_CHARACTERS } from '../../src/limits.ts';
import type { WrittenLinks } from './collection.ts';
import { baseOfFile, type LinkBase, readBase } from './link-base.ts';
import { isWebAddress } from './link-path.ts';
import { resolveLink } from './link-target.ts';
import { PageFault } from './page-fault.ts';
import type { PageNames } from './page-names.ts';

/** Links of one page in text order, each once. */
export class LinkList {
  readonly #hrefs = new Set<string>();
  readonly #fromId: string;
  readonly #pages: PageNames | undefined;
  readonly #address: string | undefined;
  #base: LinkBase | null = null;
  #writtenBase: string | undefined;

  /**
   * @param pages those of the collection, where they are known
   * @param address of a page that was fetched from there, to which its links and its base are relative
   */
  constructor(fromId: string, pages?: PageNames, address?: string) {
    this.#fromId = fromId;
    this.#pages = pages;
    this.#address = address;
  }

  add(href: string): void {
    // No document has a longer address or id, and one such link is no fault of a page.
    if (href.length > MAX_ADDRESS_CHARACTERS || this.#hrefs.size === MAX_LINKS) return;
    this.#hrefs.add(href);
  }

  /** Of several bases the first counts, for the links before it too. One longer than any address is as if it were not there. */
  setBase(href: string): void {
    if (this.#base !== null) return;
    const isUsable = href.length <= MAX_ADDRESS_CHARACTERS;
    this.#base = isUsable ? this.#readBase(href) : this.#ownBase();
    if (isUsable) this.#writtenBase = href;
  }

  #readBase(href: string): LinkBase {
    if (this.#address === undefined) return readBase(href, this.#fromId);
    const url = standardUrl(href, this.#address);
    return url === null || !isWebAddress(url.href) ? this.#ownBase() : readBase(url.href, '');
  }

  #ownBase(): LinkBase {
    return this.#address === undefined ? baseOfFile(this.#fromId) : readBase(this.#address, '');
  }

  /** As they stand in the page; undefined when there are none. */
  get written(): WrittenLinks | undefined {
    if (this.#hrefs.size === 0) return undefined;
    return { ...(this.#writtenBase !== undefined && { base: this.#writtenBase }), hrefs: [...this.#hrefs] };
  }

  /** The links that stood in a page, to be resolved among other pages. */
  static of(fromId: string, { base, hrefs }: WrittenLinks, pages?: PageNames): LinkList {
    const links = new LinkList(fromId, pages);
    if (base !== undefined) links.setBase(base);
    for (const href of hrefs) links.add(href);
    return links;
  }

  /**
   * Undefined when there are none, as an optional field wants it.
   * @throws PageFault DOCUMENT_TOO_LARGE: a long base makes a few bytes for each link into thousands
   */
  toArray(): string[] | undefined {
    const base = this.#base ?? this.#ownBase();
    const baseLength = lengthOf(base);
    const links = new Set<string>();
    let characters = 0;
    for (const href of this.#hrefs) {
      characters += baseLength + href.length;
      if (characters > MAX_PAGE_LINK_CHARACTERS) throw tooLong();
      const target = resolveLink(href, base, this.#pages);
      if (target === null || target === this.#fromId || target.length > MAX_ADDRESS_CHARACTERS) continue;
      links.add(target);
    }
    return links.size === 0 ? undefined : [...links];
  }
}

/** How many characters a base adds to each link at most. */
function lengthOf({ folder, web }: LinkBase): number {
  return folder.join('/').length + (web?.href.length ?? 0);
}

function tooLong(): PageFault {
  const what = `has links of over ${MAX_PAGE_LINK_CHARACTERS} characters in all`;
  return new PageFault('DOCUMENT_TOO_LARGE', what, undefined, {
    facts: { field: 'links', limit: MAX_PAGE_LINK_CHARACTERS },
  });
}
