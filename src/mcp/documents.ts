/** How tools name documents to their callers, and find those that callers name. */
import type { FetchBody } from '../contract/fetch-body.ts';
import { documentUrl, readSandboxUrl } from '../contract/sandbox-url.ts';
import type { FetchedDocument } from '../contract/search.ts';
import { StillwebError } from '../errors.ts';
import type { ServedIndex } from '../serving/search-backend.ts';
import { cleanUrl, isClean } from './clean-text.ts';
import { documentUri, parseDocumentUri } from './document-uri.ts';
import type { SnapshotAsker } from './snapshot-asker.ts';

/** Longest part of a caller's text that an error repeats. */
const MAX_ECHO = 200;

/** A document that was found, and the index that holds it. */
export interface FoundDocument {
  readonly index: ServedIndex;
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly range: { readonly start: number; readonly end: number; readonly total: number };
  readonly date?: string;
  readonly language?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What is told of a reading that asks for more than a range; empty for others. */
  readonly view: Pick<FetchedDocument, 'next' | 'lines' | 'toc' | 'moreHeadings' | 'matches' | 'moreMatches'>;
}

/** `NAME@ID` */
export function nameWithId({ name, id }: ServedIndex): string {
  return `${name}@${id}`;
}

/**
 * What a tool tells of a document, and takes back: its id and an address, its own or that of the sandbox. An id that no text may
 * hold is told as the URI of the resource.
 */
export function toldDocument(
  index: ServedIndex,
  { id, url }: { readonly id: string; readonly url: string | null },
): { readonly id: string; readonly url: string } {
  return {
    id: isClean(id) ? id : documentUri(index, id),
    url: cleanUrl(documentUrl(index.name, { id, url })),
  };
}

/** What is asked of a text. */
export type AskedRange = Omit<FetchBody, 'ids' | 'urls' | 'index' | 'fields'>;

/**
 * Reads the document that a caller names: by its id, its address, or the URI of its resource, which may be of another index that is
 * served.
 *
 * @param among the index of which ids and addresses are
 * @param isAside for the sake of another question: the caller is not shown what is read
 * @throws DOCUMENT_NOT_FOUND, SECTION_NOT_FOUND, INDEX_NOT_FOUND, INDEX_ID_MISMATCH, INVALID_REQUEST, and what reading throws
 */
export async function readDocument(
  asker: SnapshotAsker,
  reference: string,
  range: AskedRange = {},
  among: ServedIndex = asker.index,
  isAside = false,
): Promise<FoundDocument> {
  const named = namedDocument(asker, reference);
  const index = named?.index ?? among;
  const keys = named === null ? { ids: [reference], urls: [reference] } : { ids: [named.id] };
  const documents = await asker.fetch({ ...keys, ...range }, index, isAside);
  const found = documents.find(({ error }) => error === undefined);
  if (found !== undefined) return describe(index, found);
  const refused = documents.find(({ error }) => error?.code === 'SECTION_NOT_FOUND')?.error;
  if (refused !== undefined) throw new StillwebError(refused.code, refused.message, { field: 'section' });
  const shown = reference.slice(0, MAX_ECHO).toWellFormed();
  throw new StillwebError('DOCUMENT_NOT_FOUND', `${index.name} has no document with the id or URL ${shown}`, {
    id: shown,
    index: nameWithId(index),
  });
}

/** What names the index beside the document; null for a plain id and an address of its own. */
function namedDocument(
  asker: SnapshotAsker,
  reference: string,
): { readonly index: ServedIndex; readonly id: string } | null {
  const uri = parseDocumentUri(reference);
  if (uri !== null) return { index: asker.find(uri.index), id: uri.id };
  for (const index of asker.indexes) {
    const id = readSandboxUrl(index.name, reference);
    if (id !== null) return { index, id };
  }
  return null;
}

/** The id of the document that a caller names, as the collection knows it. @throws as `readDocument` */
export async function findDocument(
  asker: SnapshotAsker,
  reference: string,
): Promise<{ readonly index: ServedIndex; readonly id: string }> {
  return await readDocument(asker, reference, { maxChars: 1 }, asker.index, true);
}

function describe(index: ServedIndex, document: FetchedDocument): FoundDocument {
  const { id, title = '', text = '', range, date, language, metadata } = document;
  const { next, lines, toc, moreHeadings, matches, moreMatches } = document;
  if (id === null || range === undefined) throw new TypeError('a document was found without its id or its range');
  return {
    index,
    id,
    url: documentUrl(index.name, { id, url: document.url }),
    title,
    text,
    range,
    ...(date !== undefined && { date }),
    ...(language !== undefined && { language }),
    metadata: (metadata ?? {}) as Record<string, unknown>,
    view: { next, lines, toc, moreHeadings, matches, moreMatches },
  };
}
