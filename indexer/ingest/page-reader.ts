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
import type { PageParser } from './page-content.ts';
import { PageFault } from './page-fault.ts';
import { recordFault, reportFault } from './record-fault.ts';

/**
 * Makes the reader of a format of text whose files are one document each. The id is the name of the file.
 * Whatever is wrong with a file is a problem of that document, also when the file was named itself.
 */
export function makePageReader(format: string, endings: readonly string[], parse: PageParser): CollectionReader {
  return {
    name: format,
    endings,
    async *read(file: CollectionFile, options: ReadOptions): AsyncGenerator<CollectedDocument[]> {
      const collected = await readPage(file, parse, options);
      if (collected !== null) yield [collected];
    },
  };
}

/** One file as a document; null when it was reported as a problem. */
async function readPage(
  file: CollectionFile,
  parse: PageParser,
  options: ReadOptions,
): Promise<CollectedDocument | null> {
  const location: SourceLocation = { file: file.path };
  try {
    const document = parsePage(await readText(file, location), file.name, parse, location);
    checkWhole(document, location);
    return { document, location, bytesRead: file.bytesRead };
  } catch (error) {
    reportFault(error, location, options.onProblem);
    return null;
  }
}

function parsePage(source: string, id: string, parse: PageParser, location: SourceLocation): CollectionDocument {
  try {
    const page = parse(source, id);
    return { id, ...page, title: page.title === '' ? titleOfPath(id) : page.title };
  } catch (error) {
    if (!(error instanceof PageFault)) throw error;
    const place = error.line === undefined ? location : { ...location, line: error.line };
    throw recordFault(error.code, place, error.message, error.facts, { cause: error });
  }
}

/** The text of a file, without a byte order mark, its lines ending in LF. */
async function readText(file: CollectionFile, location: SourceLocation): Promise<string> {
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
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return text.replace(/\r\n?/g, '\n');
  } catch (cause) {
    throw recordFault('INVALID_UTF8', location, 'is not UTF-8', {}, { cause });
  }
}
