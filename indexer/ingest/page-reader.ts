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
import { LinkList } from './link-list.ts';
import type { PageDecoder, PageParser } from './page-content.ts';
import { PageFault } from './page-fault.ts';
import { decodePlain } from './plain-encoding.ts';
import { recordFault, reportFault } from './record-fault.ts';

/**
 * Makes the reader of a format of text whose files are one document each. The id is the name of the file.
 * Whatever is wrong with a file is a problem of that document, also when the file was named itself.
 */
export function makePageReader(
  format: string,
  endings: readonly string[],
  parse: PageParser,
  decode: PageDecoder = decodePlain,
): CollectionReader {
  const parser = { parse, decode };
  return {
    name: format,
    endings,
    isPage: true,
    async *read(file: CollectionFile, options: ReadOptions): AsyncGenerator<CollectedDocument[]> {
      const collected = await readPage(file, parser, options);
      if (collected !== null) yield [collected];
    },
  };
}

/** How the files of a format become pages. */
interface Parser {
  readonly parse: PageParser;
  readonly decode: PageDecoder;
}

/** One file as a document; null when it was reported as a problem. */
async function readPage(file: CollectionFile, parser: Parser, options: ReadOptions): Promise<CollectedDocument | null> {
  const location: SourceLocation = { file: file.path };
  try {
    const links = new LinkList(file.name, file.pages);
    const document = parsePage(await readBytes(file, location), file, parser, location, links);
    checkWhole(document, location);
    const { written } = links;
    return { document, location, bytesRead: file.bytesRead, ...(written !== undefined && { written }) };
  } catch (error) {
    reportFault(error, location, options.onProblem);
    return null;
  }
}

function parsePage(
  bytes: Uint8Array,
  file: CollectionFile,
  { parse, decode }: Parser,
  location: SourceLocation,
  links: LinkList,
): CollectionDocument {
  const id = file.name;
  try {
    const page = parse(decode(bytes).replace(/\r\n?/g, '\n'), id, file.pages, links);
    return { id, ...page, title: page.title === '' ? titleOfPath(id) : page.title };
  } catch (error) {
    if (!(error instanceof PageFault)) throw error;
    const place = error.line === undefined ? location : { ...location, line: error.line };
    throw recordFault(error.code, place, error.message, error.facts, { cause: error });
  }
}

async function readBytes(file: CollectionFile, location: SourceLocation): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file.content) {
    bytes += chunk.length;
    if (bytes > MAX_PAGE_BYTES) {
      const facts = { limit: MAX_PAGE_BYTES };
      throw recordFault('DOCUMENT_TOO_LARGE', location, `has over ${MAX_PAGE_BYTES} bytes`, facts);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
