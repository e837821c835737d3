import { readCalendarDate } from '../calendar-date.ts';
import type { CollectionDocument, JsonValue } from '../collection.ts';
import { splitFirstLine } from '../first-line-title.ts';
import type { HtmlChoice } from '../html-choice.ts';
import { readPageOfBytes } from '../page-of-bytes.ts';
import { decodeBody } from './body-decoding.ts';
import { keptHeaders } from './kept-headers.ts';
import type { PageSource } from './record-kind.ts';
import type { WarcRecord } from './record-stream.ts';

/** Subtypes of bodies that came without a type. */
const DEFAULTS = { html: 'html', text: 'plain' } as const;

/** The page of a record, and the body that it was made of. */
export interface ArchivedPage {
  readonly document: CollectionDocument;
  /** Unpacked; null for a text that was made of another body. */
  readonly body: { readonly bytes: Uint8Array; readonly type: string } | null;
}

/**
 * The page of a record as a document. Its day is that of the capture; one that the page itself states goes to the metadata.
 * @param block the whole block of the record
 * @throws PageFault
 */
export async function readArchivedPage(
  { headers, block }: WarcRecord & { readonly block: Buffer },
  { type, charset, http }: PageSource,
  { id, address, html }: { readonly id: string; readonly address: string; readonly html?: HtmlChoice },
): Promise<ArchivedPage> {
  const isCut = headers.values.has('warc-truncated') || headers.values.has('warc-segment-number');
  const bytes = http === null ? block : await decodeBody(block.subarray(http.bytes), http.headers, isCut);
  const kind = type === 'html' ? 'html' : 'text';
  const sent = type === 'extracted' ? 'utf-8' : charset;
  const page = readPageOfBytes({ bytes, type: kind, address, charset: sent, html });
  const { title, text } = type === 'extracted' ? splitFirstLine(page.text) : page;
  const metadata: { [name: string]: JsonValue } = keptHeaders(headers);
  if (page.date !== undefined) metadata['published'] = page.date;
  const date = readCalendarDate(headers.values.get('warc-date')) ?? undefined;
  const document = {
    ...page,
    id,
    title: title === '' ? address : title,
    text,
    url: address,
    date,
    metadata: { ...page.metadata, ...metadata },
  };
  const mediaType = (http === null ? headers : http.headers).values.get('content-type') ?? `text/${DEFAULTS[kind]}`;
  return { document, body: type === 'extracted' ? null : { bytes, type: mediaType } };
}
