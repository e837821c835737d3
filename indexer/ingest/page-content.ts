import type { CollectionDocument } from './collection.ts';

/** What a parser finds in one file. `title` is empty where the file has none of its own. */
export type Page = Omit<CollectionDocument, 'id'>;

/**
 * Makes a page of the text of a file, whose lines end in LF.
 * @param id path from the folder, to which links are relative
 * @throws PageFault for text that cannot be read as what it is
 */
export type PageParser = (source: string, id: string) => Page;
