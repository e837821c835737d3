import { StillwebError } from '../../src/errors.ts';
import { type StringTable, StringTableBuilder } from '../../src/format/string-table.ts';
import { MAX_HELD_TABLE_BYTES, MAX_VECTOR_TERMS } from '../../src/limits.ts';
import { CiffCursor, CiffFault } from './ciff-cursor.ts';
import { readHeader, readList, readRecord } from './ciff-file.ts';
import type { CollectedDocument, CollectionFile, CollectionReader, FileRanges, ReadOptions } from './collection.ts';
import { checkWhole } from './document-check.ts';
import { holdContent } from './held-content.ts';
import { recordFault, reportFault } from './record-fault.ts';
import { writeVector } from './term-vector.ts';

/** Postings that are turned round at once, from terms to documents: 8 bytes each. A file with more is gone through several times. */
const RANGE_POSTINGS = 12 * 1024 * 1024;

/** The Common Index File Format: documents of nothing but terms and what they count. The texts of an index are not in it. */
export const ciffReader: CollectionReader = makeCiffReader(RANGE_POSTINGS);

/** @param rangePostings moves memory and time alone; no less than the terms of a document */
export function makeCiffReader(rangePostings: number): CollectionReader {
  return {
    name: 'ciff',
    endings: ['.ciff'],

    async *read(file, options) {
      if (options.takesImpacts !== true) throw needsImpacts(file.path);
      const ranges = openAsStored(file) ?? (await holdFile(file));
      try {
        yield* new CiffDocuments(file, ranges, options, rangePostings).read();
      } catch (error) {
        throw tellFault(error, file.path);
      } finally {
        ranges.close();
      }
    },
  };
}

function tellFault(error: unknown, file: string): unknown {
  if (!(error instanceof CiffFault)) return error;
  const what = `${error.message} (byte ${error.offset})`;
  return recordFault('CIFF_INVALID', { file }, what, { byteOffset: error.offset }, { cause: error });
}

function needsImpacts(file: string): StillwebError {
  const message = `${file} holds terms and counts and no texts: it is an input of --ranking impacts alone`;
  return new StillwebError('UNSUPPORTED', message, { file, format: 'ciff', supported: ['impacts'] });
}

/** What gzip, Zstandard and bzip2 begin with. No CIFF does: behind the length of its header stands a tag. */
const PACKED = ['1f8b', '28b52ffd', '425a68'];

/** The file on the disk; null for what can only be read from its beginning, as it is a stream or compressed. */
function openAsStored(file: CollectionFile): FileRanges | null {
  const ranges = file.openRanges?.();
  if (ranges === undefined) return null;
  const head = ranges.read(0, Math.min(4, ranges.size)).toString('hex');
  if (!PACKED.some((magic) => head.startsWith(magic))) return ranges;
  ranges.close();
  return null;
}

function holdFile(file: CollectionFile): Promise<FileRanges> {
  return holdContent(file, MAX_HELD_TABLE_BYTES, () => {
    const what = `is a stream or compressed, so that it must be held, and has over ${MAX_HELD_TABLE_BYTES} bytes`;
    return recordFault('TABLE_TOO_LARGE', { file: file.path }, what, { limit: MAX_HELD_TABLE_BYTES });
  });
}

/** What the first walk through the lists tells. */
interface Lists {
  readonly terms: StringTable;
  /** Postings of each document. */
  readonly counts: Uint32Array;
  /** Where the first list begins, and the first record. */
  readonly start: number;
  readonly end: number;
}

/** Turns lists of terms into vectors of documents, a range of documents at a time. */
class CiffDocuments {
  readonly #file: CollectionFile;
  readonly #ranges: FileRanges;
  readonly #options: ReadOptions;
  readonly #rangePostings: number;

  constructor(file: CollectionFile, ranges: FileRanges, options: ReadOptions, rangePostings: number) {
    this.#file = file;
    this.#ranges = ranges;
    this.#options = options;
    this.#rangePostings = rangePostings;
  }

  *read(): Generator<Iterable<CollectedDocument>> {
    const lists = this.#walkLists();
    const { counts } = lists;
    const records = new CiffCursor(this.#ranges, lists.end);
    for (let first = 0; first < counts.length; ) {
      let end = first;
      let postings = 0;
      while (end < counts.length && (end === first || postings + kept(counts[end]) <= this.#rangePostings)) {
        postings += kept(counts[end++]);
      }
      yield this.#tellingFaults(this.#documentsOf(lists, first, end, records));
      first = end;
    }
    if (!records.isAtEnd) throw new CiffFault(records.offset, 'goes on behind its last document');
  }

  /** A batch is walked by whoever reads the collection. */
  *#tellingFaults(batch: Iterable<CollectedDocument>): Generator<CollectedDocument> {
    try {
      yield* batch;
    } catch (error) {
      throw tellFault(error, this.#file.path);
    }
  }

  #walkLists(): Lists {
    const cursor = new CiffCursor(this.#ranges);
    const { lists, documents } = readHeader(cursor, this.#ranges.size);
    const start = cursor.offset;
    const terms = new StringTableBuilder();
    const counts = new Uint32Array(documents);
    for (let list = 0; list < lists; list++) {
      const at = cursor.offset;
      const onTerm = (term: string): void => {
        if (terms.add(term) !== list) throw new CiffFault(at, `has the term ${JSON.stringify(term)} a second time`);
      };
      readList(cursor, documents, onTerm, (document) => {
        counts[document]++;
      });
      this.#ranges.reach(Math.floor(cursor.offset / 2));
    }
    return { terms: terms.build(), counts, start, end: cursor.offset };
  }

  *#documentsOf(lists: Lists, first: number, end: number, records: CiffCursor): Generator<CollectedDocument> {
    const { terms, counts } = lists;
    const starts = new Float64Array(end - first + 1);
    for (let i = first; i < end; i++) starts[i - first + 1] = starts[i - first] + kept(counts[i]);
    const next = starts.slice();
    const termOf = new Uint32Array(starts[end - first]);
    const countOf = new Uint32Array(starts[end - first]);
    const cursor = new CiffCursor(this.#ranges, lists.start);
    for (let list = 0; list < terms.size; list++) {
      readList(
        cursor,
        counts.length,
        () => {},
        (document, count) => {
          if (document < first || document >= end || counts[document] > MAX_VECTOR_TERMS) return;
          const place = next[document - first]++;
          termOf[place] = list;
          countOf[place] = count;
        },
      );
    }
    for (let number = first; number < end; number++) {
      const id = readRecord(records, number);
      this.#ranges.reach(Math.floor((this.#ranges.size * (1 + number / counts.length)) / 2));
      const pairs: [string, number][] = [];
      for (let place = starts[number - first]; place < starts[number - first + 1]; place++) {
        pairs.push([terms.get(termOf[place]), countOf[place]]);
      }
      const collected = this.#collect(id, number, pairs, counts[number]);
      if (collected !== null) yield collected;
    }
  }

  #collect(id: string, number: number, pairs: [string, number][], terms: number): CollectedDocument | null {
    const location = { file: this.#file.path, record: number + 1 };
    try {
      if (terms > MAX_VECTOR_TERMS) {
        const what = `has a document "${id}" of ${terms} terms, over ${MAX_VECTOR_TERMS}`;
        throw recordFault('DOCUMENT_TOO_LARGE', location, what, { id, terms, limit: MAX_VECTOR_TERMS });
      }
      const impacts = writeVector(pairs, id, location);
      const document = { id, title: '', text: '', ...(impacts !== undefined && { impacts }) };
      checkWhole(document, location);
      return { document, location, bytesRead: this.#file.bytesRead };
    } catch (error) {
      reportFault(error, location, this.#options.onProblem);
      return null;
    }
  }
}

/** Those of its postings that are kept in memory: a document of too many is left out. */
function kept(postings: number): number {
  return postings > MAX_VECTOR_TERMS ? 0 : postings;
}
