import { StillwebError } from '../../src/errors.ts';
import { MAX_PAGE_BYTES } from '../../src/limits.ts';
import type {
  CollectedDocument,
  CollectionDocument,
  CollectionReader,
  CollectionSource,
  ReadOptions,
  SourceLocation,
} from './collection.ts';
import { readContent } from './decompression.ts';
import { checkDocument, checkText } from './document-check.ts';
import { type PageKind, titleOfPath } from './page.ts';
import { PageFault } from './page-fault.ts';
import { recordFault } from './record-fault.ts';

/** Reads files that are one document each, in one format. */
export function makePageReader(kind: PageKind): CollectionReader {
  return {
    format: kind.format,
    async *read(source: CollectionSource, options: ReadOptions): AsyncGenerator<CollectedDocument> {
      const id = source.path.slice(source.path.lastIndexOf('/') + 1);
      const collected = await readPage({ path: source.path, id, kind, refuseLinks: false }, options);
      if (collected !== null) yield { ...collected, bytesRead: source.bytes };
    },
  };
}

export interface PageFile {
  /** Where the file is. */
  readonly path: string;
  /** Its name in the collection. */
  readonly id: string;
  readonly kind: PageKind;
  /** Files found in a folder must not turn into links while they are read. */
  readonly refuseLinks: boolean;
}

/** One file as a document; null when it was reported as a problem. */
export async function readPage(file: PageFile, options: ReadOptions): Promise<CollectedDocument | null> {
  const location: SourceLocation = { file: file.path };
  const progress = { bytesRead: 0 };
  try {
    const source = await readText(file, location, progress);
    const document = parsePage(source, file, location);
    for (const [field, value] of Object.entries(document)) {
      if (value !== undefined) checkText(field, value, location);
    }
    checkDocument(document, location);
    return { document, location, bytesRead: progress.bytesRead };
  } catch (error) {
    if (!(error instanceof StillwebError)) throw error;
    options.onProblem({ code: error.code, location, error });
    return null;
  }
}

function parsePage(source: string, file: PageFile, location: SourceLocation): CollectionDocument {
  try {
    const page = file.kind.parse(source, file.id);
    return { id: file.id, ...page, title: page.title === '' ? titleOfPath(file.id) : page.title };
  } catch (error) {
    if (!(error instanceof PageFault)) throw error;
    const place = error.line === undefined ? location : { ...location, line: error.line };
    throw recordFault(error.code, place, error.message, {}, { cause: error });
  }
}

/** The text of a file, decompressed, without a byte order mark, its lines ending in LF. */
async function readText(file: PageFile, location: SourceLocation, progress: { bytesRead: number }): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of readContent(file.path, progress, { refuseLinks: file.refuseLinks })) {
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
