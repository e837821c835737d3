import { MAX_PAGE_BYTES } from '../../src/limits.ts';
import type {
  CollectedDocument,
  CollectionDocument,
  CollectionFile,
  CollectionReader,
  ReadOptions,
  SourceLocation,
} from './collection.ts';
import { checkWhole } from './document-check.ts';
import { titleOfPath } from './file-name.ts';
import { collectContent } from './held-content.ts';
import { LinkList } from './link-list.ts';
import type { Page, PageDecoder, PageParser } from './page-content.ts';
import { PageFault } from './page-fault.ts';
import { mediaTypeOf, packOriginal } from './page-original.ts';
import { decodePlain } from './plain-encoding.ts';
import { recordFault, reportFault } from './record-fault.ts';

/**
 * What a file holds. @throws PageFault for one that cannot be read as what it is
 * @param file that the bytes are of
 * @param links gets those of the page
 */
export type FileParser = (
  bytes: Uint8Array,
  file: CollectionFile,
  options: ReadOptions,
  links: LinkList,
) => Page | Promise<Page>;

/** How the text of a format is found in its bytes. Default: as that of plain text. */
export interface PageParsing {
  readonly parse: PageParser;
  readonly decode?: PageDecoder;
}

/**
 * Makes the reader of a format of text whose files are one document each. The id is the name of the file.
 * Whatever is wrong with a file is a problem of that document, also when the file was named itself.
 *
 * @param load called for the first file: a parser takes longer to load than most files to read
 */
export function makePageReader(
  format: string,
  endings: readonly string[],
  load: () => Promise<PageParsing>,
): CollectionReader {
  let loaded: Promise<PageParsing> | undefined;
  return makeFileReader(format, endings, async (bytes, { name, pages }, { html }, links) => {
    loaded ??= load();
    const { parse, decode = decodePlain } = await loaded;
    const text = await decode(bytes);
    return await parse(text.replace(/\r\n?/g, '\n'), name, pages, html, links);
  });
}

/**
 * Makes the reader of a format whose files are one document each, of text or not.
 * @param more `maxBytes`: the largest file that is read; `detect`: as in `CollectionReader`
 */
export function makeFileReader(
  format: string,
  endings: readonly string[],
  parse: FileParser,
  more: { readonly maxBytes?: number; readonly detect?: CollectionReader['detect'] } = {},
): CollectionReader {
  const { maxBytes = MAX_PAGE_BYTES, detect } = more;
  return {
    name: format,
    endings,
    isPage: true,
    detect,
    async *read(file: CollectionFile, options: ReadOptions): AsyncGenerator<CollectedDocument[]> {
      const collected = await readPage(file, { format, parse, maxBytes }, options);
      if (collected !== null) yield [collected];
    },
  };
}

/** One file as a document; null when it was reported as a problem. */
async function readPage(
  file: CollectionFile,
  { format, parse, maxBytes }: { readonly format: string; readonly parse: FileParser; readonly maxBytes: number },
  options: ReadOptions,
): Promise<CollectedDocument | null> {
  const location: SourceLocation = { file: file.path };
  try {
    const links = new LinkList(file.name, file.pages);
    const bytes = await collectContent(file.content, maxBytes, () =>
      recordFault('DOCUMENT_TOO_LARGE', location, `has over ${maxBytes} bytes`, { limit: maxBytes }),
    );
    // Before it is parsed: a thread that parses takes the bytes for itself.
    const original = options.keepsOriginals === true ? await packOriginal(bytes, mediaTypeOf(format)) : undefined;
    const document = await parsePage(() => parse(bytes, file, options, links), file.name, location);
    checkWhole(document, location);
    const { written } = links;
    return {
      document,
      location,
      bytesRead: file.bytesRead,
      ...(written !== undefined && { written }),
      ...(original !== undefined && { original }),
    };
  } catch (error) {
    reportFault(error, location, options.onProblem);
    return null;
  }
}

async function parsePage(
  parse: () => Page | Promise<Page>,
  id: string,
  location: SourceLocation,
): Promise<CollectionDocument> {
  try {
    const page = await parse();
    return { id, ...page, title: page.title === '' ? titleOfPath(id) : page.title };
  } catch (error) {
    if (!(error instanceof PageFault)) throw error;
    const place = error.line === undefined ? location : { ...location, line: error.line };
    throw recordFault(error.code, place, error.message, error.facts, { cause: error });
  }
}
