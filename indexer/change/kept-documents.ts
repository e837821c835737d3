import type { CollectedDocument, CollectionDocument, WrittenLinks } from '../ingest/collection.ts';
import { LinkList } from '../ingest/link-list.ts';
import type { PageNames } from '../ingest/page-names.ts';
import type { FormerIndex } from './former-index.ts';
import type { KnownFiles } from './known-files.ts';

const NONE: ReadonlySet<string> = new Set();

/** Documents of the former generation that stay as they are, but for links of pages, which are resolved among the pages of now. */
export class KeptDocuments {
  readonly #former: FormerIndex;
  readonly #pages: PageNames;
  readonly #files: KnownFiles;
  readonly #isResolvedAnew: boolean;

  /** @param pages of the collection as it will be */
  constructor(former: FormerIndex, files: KnownFiles, pages: PageNames) {
    this.#former = former;
    this.#pages = pages;
    this.#files = files;
    this.#isResolvedAnew = !isOf(pages, former.pages.names);
  }

  /**
   * @param bytesRead for progress
   * @param reread files whose documents are no longer theirs: they were read again and do not give this one
   * @throws StillwebError INDEX_CORRUPT
   */
  take(number: number, bytesRead: number, reread: ReadonlySet<string> = NONE): CollectedDocument {
    const owner = this.#files.ownerOf(number);
    return this.takeOf(owner === null || reread.has(owner) ? this.#former.folder : owner, number, bytesRead);
  }

  /** @param file that the document came from, as the user names it now */
  takeOf(file: string, number: number, bytesRead: number): CollectedDocument {
    const document = this.#former.read(number);
    const written = this.#former.pages.written(number);
    const original = this.#former.original(number);
    return {
      document: written === undefined || !this.#isResolvedAnew ? document : withLinks(document, written, this.#pages),
      location: { file },
      bytesRead,
      former: number,
      ...(written !== undefined && { written }),
      ...(original !== null && { original }),
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

/** With the number of the document of its id where title and text are the same: what was computed of them holds. */
export function asFormer(collected: CollectedDocument, former: FormerIndex): CollectedDocument {
  const { document } = collected;
  const number = former.find(document.id);
  if (number < 0) return collected;
  const { title, text } = former.read(number);
  return document.title === title && document.text === text ? { ...collected, former: number } : collected;
}
