import type { CollectionDocument } from './collection.ts';
import type { HtmlChoice } from './html-choice.ts';
import type { LinkList } from './link-list.ts';
import type { PageNames } from './page-names.ts';

/** What a parser finds in one file. `title` is empty where the file has none of its own. */
export type Page = Omit<CollectionDocument, 'id'>;

/**
 * Makes a page of the text of a file, whose lines end in LF.
 * @param id path from the folder, to which links are relative
 * @param pages those that links may lead to, where they are known
 * @param html which words are the text, for HTML
 * @param links gets the links of the page, to be asked for them as they stand there
 * @throws PageFault for text that cannot be read as what it is
 */
export type PageParser = (
  source: string,
  id: string,
  pages?: PageNames,
  html?: HtmlChoice,
  links?: LinkList,
) => Page | Promise<Page>;

/**
 * The text of the bytes of a file, without a byte order mark.
 * @throws PageFault for bytes that are no text
 */
export type PageDecoder = (bytes: Uint8Array) => string | Promise<string>;
