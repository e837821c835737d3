import { MAX_TERM_LENGTH } from '../../src/analysis/analyzers.ts';
import { BYTES, CIFF_VERSION, HEADER, LIST, MAX_INT32, POSTING, RECORD, tagOf, VARINT } from '../../src/format/ciff.ts';
import { MAX_ID_BYTES } from '../../src/limits.ts';
import { type CiffCursor, CiffFault } from './ciff-cursor.ts';

/** The messages of a CIFF file, one after the other. */

/** Least bytes of a list or a record, with its length. */
const LEAST_BYTES = 4;

export interface CiffCounts {
  readonly lists: number;
  readonly documents: number;
}

/** @param size of the file, which no count can be out of proportion to @throws CiffFault */
export function readHeader(cursor: CiffCursor, size: number): CiffCounts {
  const end = endOfMessage(cursor);
  let version = 0;
  let lists = 0;
  let documents = 0;
  while (cursor.offset < end) {
    const tag = cursor.varint();
    if (tag === tagOf(HEADER.version, VARINT)) version = cursor.varint();
    else if (tag === tagOf(HEADER.lists, VARINT)) lists = cursor.varint();
    else if (tag === tagOf(HEADER.documents, VARINT)) documents = cursor.varint();
    else cursor.skip(tag % 8, end);
  }
  closeMessage(cursor, end);
  if (version !== CIFF_VERSION) throw new CiffFault(0, `is no CIFF of version ${CIFF_VERSION}`);
  if ((lists + documents) * LEAST_BYTES > size) {
    throw new CiffFault(
      0,
      `is cut off: its header counts ${lists} lists and ${documents} documents, which it has no room for`,
    );
  }
  return { lists, documents };
}

/**
 * Reads the list of one term.
 *
 * @param documents of the file
 * @param onTerm called with the term before its postings
 * @param onPosting called with documents in ascending order, and counts of 0 … 2^31 − 1
 * @throws CiffFault
 */
export function readList(
  cursor: CiffCursor,
  documents: number,
  onTerm: (term: string) => void,
  onPosting: (document: number, count: number) => void,
): void {
  const start = cursor.offset;
  const end = endOfMessage(cursor);
  let frequency = 0;
  let postings = 0;
  let document = 0;
  let term: string | null = null;
  while (cursor.offset < end) {
    const tag = cursor.varint();
    if (tag === tagOf(LIST.posting, BYTES)) {
      if (term === null) throw new CiffFault(start, 'has a list whose term does not come first');
      const stop = cursor.length(end) + cursor.offset;
      let gap = 0;
      let count = 0;
      while (cursor.offset < stop) {
        const inner = cursor.varint();
        if (inner === tagOf(POSTING.document, VARINT)) gap = cursor.varint();
        else if (inner === tagOf(POSTING.count, VARINT)) count = cursor.varint();
        else cursor.skip(inner % 8, stop);
      }
      closeMessage(cursor, stop);
      if (postings > 0 && gap === 0) throw new CiffFault(start, 'has a list whose documents do not ascend');
      document += gap;
      if (document >= documents) throw new CiffFault(start, `has a posting of document ${document}, of ${documents}`);
      if (count > MAX_INT32) throw new CiffFault(start, 'has a count that is no number of 31 bits');
      postings++;
      onPosting(document, count);
    } else if (tag === tagOf(LIST.term, BYTES)) {
      if (term !== null) throw new CiffFault(start, 'has a list with two terms');
      term = readTerm(cursor, end);
      onTerm(term);
    } else if (tag === tagOf(LIST.documents, VARINT)) frequency = cursor.varint();
    else cursor.skip(tag % 8, end);
  }
  closeMessage(cursor, end);
  if (term === null) throw new CiffFault(start, 'has a list without a term');
  if (postings !== frequency) {
    throw new CiffFault(start, `has a list of ${postings} postings that says it has ${frequency}`);
  }
}

function readTerm(cursor: CiffCursor, end: number): string {
  const start = cursor.offset;
  const bytes = cursor.length(end);
  const term = bytes > MAX_TERM_LENGTH * 3 ? '' : cursor.text(bytes);
  if (term !== '' && term.length <= MAX_TERM_LENGTH && !term.includes('\0')) return term;
  throw new CiffFault(start, `has a term of ${bytes} bytes; one has 1 to ${MAX_TERM_LENGTH} characters, and no NUL`);
}

/** The id of the document that comes next. @param number that it must have @throws CiffFault */
export function readRecord(cursor: CiffCursor, number: number): string {
  const start = cursor.offset;
  const end = endOfMessage(cursor);
  let document = 0;
  let id = '';
  while (cursor.offset < end) {
    const tag = cursor.varint();
    if (tag === tagOf(RECORD.document, VARINT)) document = cursor.varint();
    else if (tag === tagOf(RECORD.id, BYTES)) {
      const bytes = cursor.length(end);
      if (bytes > MAX_ID_BYTES) throw new CiffFault(start, `has an id of ${bytes} bytes, over ${MAX_ID_BYTES}`);
      id = cursor.text(bytes);
    } else cursor.skip(tag % 8, end);
  }
  closeMessage(cursor, end);
  if (document !== number) throw new CiffFault(start, `has a record of document ${document} in the place of ${number}`);
  if (id === '') throw new CiffFault(start, `has a record of document ${number} without an id`);
  return id;
}

function endOfMessage(cursor: CiffCursor): number {
  if (cursor.isAtEnd) throw new CiffFault(cursor.offset, 'is cut off');
  const length = cursor.length();
  return cursor.offset + length;
}

function closeMessage(cursor: CiffCursor, end: number): void {
  if (cursor.offset !== end) throw new CiffFault(end, 'has a field that leads out of its message');
}
