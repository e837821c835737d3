import { ByteWriter } from '../bytes/byte-writer.ts';

/**
 * The Common Index File Format: how engines hand postings to one another. A file is a header, the lists of all terms, and the
 * records of all documents, each a message of Protocol Buffers behind its length as a varint.
 *
 * @see Lin et al., "Supporting Interoperability Between Open-Source Search Engines with the Common Index File Format", SIGIR 2020;
 *   https://github.com/osirrc/ciff
 */

/** Numbers of the fields of each message. */
export const HEADER = {
  version: 1,
  lists: 2,
  documents: 3,
  totalLists: 4,
  totalDocuments: 5,
  totalTerms: 6,
  averageLength: 7,
  description: 8,
} as const;
export const LIST = { term: 1, documents: 2, occurrences: 3, posting: 4 } as const;
/** `document` is the distance to the document of the posting before, in the first posting its number. */
export const POSTING = { document: 1, count: 2 } as const;
export const RECORD = { document: 1, id: 2, length: 3 } as const;

export const CIFF_VERSION = 1;
/** Kinds of values on the wire. */
export const VARINT = 0;
export const DOUBLE = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** Largest int32. */
export const MAX_INT32 = 0x7fff_ffff;

export interface CiffHeader {
  readonly lists: number;
  readonly documents: number;
  /** The counts of all postings together. */
  readonly totalTerms: number;
  readonly description: string;
}

export function encodeHeader({ lists, documents, totalTerms, description }: CiffHeader): Uint8Array {
  const message = new ByteWriter();
  putNumber(message, HEADER.version, CIFF_VERSION);
  putNumber(message, HEADER.lists, lists);
  putNumber(message, HEADER.documents, documents);
  putNumber(message, HEADER.totalLists, lists);
  putNumber(message, HEADER.totalDocuments, documents);
  putNumber(message, HEADER.totalTerms, totalTerms);
  message.varint(tagOf(HEADER.averageLength, DOUBLE));
  const mean = new DataView(new ArrayBuffer(8));
  mean.setFloat64(0, totalTerms / documents, true);
  message.append(new Uint8Array(mean.buffer));
  putText(message, HEADER.description, description);
  return delimited(message);
}

/** The list of a term. @param documents ascending @param counts of each, 1 or more */
export function encodeList(term: string, documents: ArrayLike<number>, counts: ArrayLike<number>): Uint8Array {
  const message = new ByteWriter(documents.length * 8 + 64);
  const posting = new ByteWriter(16);
  let occurrences = 0;
  for (let i = 0; i < counts.length; i++) occurrences += counts[i];
  putText(message, LIST.term, term);
  putNumber(message, LIST.documents, documents.length);
  putNumber(message, LIST.occurrences, occurrences);
  let previous = 0;
  for (let i = 0; i < documents.length; i++) {
    posting.clear();
    putNumber(posting, POSTING.document, documents[i] - previous);
    putNumber(posting, POSTING.count, counts[i]);
    message.varint(tagOf(LIST.posting, BYTES));
    message.varint(posting.length);
    message.append(posting.view());
    previous = documents[i];
  }
  return delimited(message);
}

export function encodeRecord(document: number, id: string, length: number): Uint8Array {
  const message = new ByteWriter(64);
  putNumber(message, RECORD.document, document);
  putText(message, RECORD.id, id);
  putNumber(message, RECORD.length, Math.min(length, MAX_INT32));
  return delimited(message);
}

export function tagOf(field: number, kind: number): number {
  return field * 8 + kind;
}

/** A field of value 0 is not written: it is what a reader takes an absent one for. */
function putNumber(out: ByteWriter, field: number, value: number): void {
  if (value === 0) return;
  out.varint(tagOf(field, VARINT));
  let rest = value;
  // Sums may have over 32 bits.
  for (; rest > 0xffff_ffff; rest = Math.floor(rest / 128)) out.byte((rest % 128) + 128);
  out.varint(rest);
}

function putText(out: ByteWriter, field: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  out.varint(tagOf(field, BYTES));
  out.varint(bytes.length);
  out.append(bytes);
}

function delimited(message: ByteWriter): Uint8Array {
  const head = new ByteWriter(8);
  head.varint(message.length);
  head.append(message.view());
  return head.view();
}
