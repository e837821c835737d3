import type { CollectedDocument, CollectionDocument, SourceLocation, WrittenLinks } from '../ingest/collection.ts';
import { LinkList } from '../ingest/link-list.ts';
import type { PageNames } from '../ingest/page-names.ts';
import type { FormerIndex } from './former-index.ts';

/** Documents of the former generation that stay as they are, but for links of pages, which are resolved among the pages of now. */
export class KeptDocuments {
  readonly #former: FormerIndex;
  readonly #pages: PageNames;
  readonly #location: SourceLocation;
  readonly #isResolvedAnew: boolean;

  /** @param pages of the collection as it will be */
  constructor(former: FormerIndex, pages: PageNames) {
    this.#former = former;
    this.#pages = pages;
    this.#location = { file: former.folder };
    this.#isResolvedAnew = !isOf(pages, former.pages.names);
  }

  /** @param bytesRead for progress @throws StillwebError INDEX_CORRUPT */
  take(number: number, bytesRead: number): CollectedDocument {
    const document = this.#former.read(number);
    const written = this.#former.pages.written(number);
    return {
      document: written === undefined || !this.#isResolvedAnew ? document : withLinks(document, written, this.#pages),
      location: this.#location,
      bytesRead,
      former: number,
      ...(written !== undefined && { written }),
    };
  }
}

/** A page, with its links resolved among other pages than before. */
export function withLinks(
  { links: _, ...document }: CollectionDocument,
  written: WrittenLinks,
  pages: PageNames,
): CollectionDocument {
  const links = LinkList.of(document.id, written, pages).toArray();
  return { ...document, ...(links !== undefined && { links }) };
}

function isOf(pages: PageNames, names: readonly string[]): boolean {
  return pages.count === names.length && names.every((name) => pages.has(name));
}
