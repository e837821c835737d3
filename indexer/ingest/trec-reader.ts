import { lowerAscii } from '../../src/bytes/lower-ascii.ts';
import { MAX_LINE_BYTES } from '../../src/limits.ts';
import type { CollectedDocument, CollectionReader, SourceLocation } from './collection.ts';
import { firstCharacter } from './json-lines-reader.ts';
import { recordFault } from './record-fault.ts';
import { type RawRecord, RecordTaker } from './record-taker.ts';
import { readTrecDocument } from './trec-document.ts';

const OPEN = '<doc>';
const CLOSE = '</doc>';

/** TREC's SGML: documents between `<DOC>` and `</DOC>`, many a file. What stands between them is passed over. */
export const trecReader: CollectionReader = {
  name: 'trec',
  endings: ['.trec', '.sgml', '.sgm'],

  detect(_name, firstBytes) {
    if (firstCharacter(firstBytes) !== '<') return false;
    return lowerAscii(Buffer.from(firstBytes).toString('latin1').trimStart()).startsWith(OPEN);
  },

  async *read(file, options) {
    const splitter = new DocumentSplitter();
    const taker = new RecordTaker(file, options);
    const { decodeBytes } = await import('./foreign-encoding.ts');
    for await (const chunk of file.content) yield takeDocuments(taker, splitter.split(chunk), decodeBytes);
    yield takeDocuments(taker, splitter.finish(), decodeBytes);
  },
};

type Decode = (bytes: Buffer) => string | null;

function* takeDocuments(
  taker: RecordTaker,
  documents: Iterable<RawDocument>,
  decode: Decode,
): Generator<CollectedDocument> {
  for (const document of documents) {
    const collected = taker.take({ line: document.line }, (location) => readDocument(document, location, decode));
    if (collected !== null) yield collected;
  }
}

/** What is between two tags, each byte a character, so that each document may be decoded by itself. */
interface RawDocument {
  readonly line: number;
  readonly source: string;
  readonly fault?: 'too-long' | 'open';
}

function readDocument({ source, fault }: RawDocument, location: SourceLocation, decode: Decode): RawRecord {
  if (fault === 'too-long') {
    const what = `begins a document of over ${MAX_LINE_BYTES} bytes`;
    throw recordFault('LINE_TOO_LONG', location, what, { limit: MAX_LINE_BYTES });
  }
  if (fault === 'open') throw recordFault('TABLE_INVALID', location, 'begins a document that is not closed');
  const text = decode(Buffer.from(source, 'latin1'));
  if (text === null)
    throw recordFault('INVALID_UTF8', location, 'begins a document that is neither UTF-8 nor windows-1252');
  return { values: readTrecDocument(text), mayHoldEscapes: true };
}

/** Cuts a stream of bytes into documents. Keeps what has been read of one, up to a limit. */
class DocumentSplitter {
  /** What has been looked through of the document that is open. */
  #parts: string[] = [];
  #length = 0;
  /** What may be the beginning of a tag. */
  #tail = '';
  #line = 1;
  #startLine = 1;
  #isInside = false;

  *split(chunk: Buffer): Generator<RawDocument> {
    const text = this.#tail + chunk.toString('latin1');
    const lower = lowerAscii(text);
    let start = 0;
    for (;;) {
      const tag = this.#isInside ? CLOSE : OPEN;
      const end = lower.indexOf(tag, start);
      if (end < 0) break;
      this.#keep(text.slice(start, end));
      if (this.#isInside) yield this.#finishDocument();
      else this.#startLine = this.#line;
      this.#isInside = !this.#isInside;
      start = end + tag.length;
    }
    const kept = Math.max(start, text.length - CLOSE.length + 1);
    this.#keep(text.slice(start, kept));
    this.#tail = text.slice(kept);
  }

  *finish(): Generator<RawDocument> {
    if (this.#isInside) yield { line: this.#startLine, source: '', fault: 'open' };
  }

  #keep(text: string): void {
    this.#line += countLines(text);
    if (!this.#isInside) return;
    this.#length += text.length;
    if (this.#length > MAX_LINE_BYTES) this.#parts = [];
    else this.#parts.push(text);
  }

  #finishDocument(): RawDocument {
    const source = this.#parts.join('');
    const isLong = this.#length > MAX_LINE_BYTES;
    this.#parts = [];
    this.#length = 0;
    return isLong ? { line: this.#startLine, source, fault: 'too-long' } : { line: this.#startLine, source };
  }
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
