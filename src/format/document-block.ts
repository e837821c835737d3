import { StillwebError } from '../errors.ts';
import { MAX_BLOCK_TEXT_BYTES } from '../limits.ts';
import { decompressText } from './compression.ts';
import { type DocumentHeading, LENGTH_PREFIX_BYTES, type ShownDocument, type StoredDocument } from './documents.ts';
import { DOCUMENTS_FILE } from './file-names.ts';

/**
 * Reads rows of one block of `documents.arrow` in place: a row costs its own bytes, whatever else the block holds.
 *
 * A block is an encapsulated message: ff ff ff ff, u32 length of the header, the header (a flatbuffer `Message` whose
 * `header` is a `RecordBatch`), then the body. The batch lists its buffers, which follow the schema of `documents.ts`:
 * validity, offsets and bytes of each text column; validity and offsets of the list of links, then those of its items.
 *
 * In a compressed batch only the bytes of the texts are a ZSTD frame, which is decompressed when the first text is asked for.
 *
 * Nothing that the bytes say is trusted: what lies outside the block is INDEX_CORRUPT.
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#recordbatch-message
 * @see https://flatbuffers.dev/internals/
 */
export class DocumentBlock {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #rows: number;
  readonly #body: number;
  readonly #bodyBytes: number;
  /** Where the list of buffers is: pairs of offset and length, both int64. */
  readonly #buffers: number;
  /** Whether a length stands before each buffer. */
  readonly isCompressed: boolean;
  /** The bytes of the column `text`, once decompressed. */
  #texts: Buffer | null = null;

  /**
   * @param message header and body; it must not change while rows are read
   * @param documents how many rows the block holds, by the block table
   *   A compressed block is read only after `loadCompression` was awaited.
   * @throws StillwebError INDEX_CORRUPT when the bytes are no record batch of this schema
   */
  constructor(message: Buffer, documents: number) {
    this.#bytes = message;
    this.#view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    this.#rows = documents;
    try {
      this.#body = 8 + this.#view.getInt32(4, true);
      this.#bodyBytes = message.length - this.#body;
      if (!(this.#body > 8 && this.#bodyBytes >= 0)) throw new RangeError(`a body at ${this.#body}`);
      const root = 8 + this.#view.getUint32(8, true);
      if (this.#view.getUint8(this.#field(root, MESSAGE_HEADER_TYPE)) !== RECORD_BATCH)
        throw new RangeError('no batch');
      const header = this.#field(root, MESSAGE_HEADER);
      const batch = header + this.#view.getUint32(header, true);
      const rows = this.#integer(this.#field(batch, BATCH_LENGTH));
      if (rows !== documents) throw new RangeError(`a batch of ${rows} rows, not ${documents}`);
      this.isCompressed = this.#place(batch, BATCH_COMPRESSION) !== 0;
      if (this.isCompressed) this.#checkCodec(this.#field(batch, BATCH_COMPRESSION));
      const vector = this.#field(batch, BATCH_BUFFERS);
      this.#buffers = vector + this.#view.getUint32(vector, true) + 4;
      const count = this.#view.getUint32(this.#buffers - 4, true);
      if (count !== BUFFER_COUNT) throw new RangeError(`${count} buffers, not ${BUFFER_COUNT}`);
      this.#view.getUint8(this.#buffers + BUFFER_COUNT * 16 - 1);
    } catch (cause) {
      throw corrupt(cause);
    }
  }

  /** A whole row, 0 … documents − 1. @throws StillwebError INDEX_CORRUPT */
  row(row: number): StoredDocument {
    return this.#checked(row, () => ({
      ...this.#shown(row),
      language: this.#nullable(Column.language, row),
      links: this.#links(row),
      metadata: this.#nullable(Column.metadata, row),
    }));
  }

  /** What a hit shows of a row. @throws StillwebError INDEX_CORRUPT */
  shownRow(row: number): ShownDocument {
    return this.#checked(row, () => this.#shown(row));
  }

  /** What names a row; no text is decoded or decompressed. @throws StillwebError INDEX_CORRUPT */
  headingRow(row: number): DocumentHeading {
    return this.#checked(row, () => this.#heading(row));
  }

  /** The texts of all rows one behind the other, in UTF-8. @throws StillwebError INDEX_CORRUPT */
  texts(): Buffer {
    return this.#checked(0, () => {
      const bytes = this.#textEnd(this.#rows - 1);
      if (bytes === 0) return NO_BYTES;
      if (this.isCompressed) {
        this.#texts ??= this.#decompressTexts(bytes);
        return this.#texts;
      }
      const data = this.#buffer(Column.text + 2, bytes);
      return this.#bytes.subarray(data, data + bytes);
    });
  }

  /** Where the text of a row ends in `texts`, at or behind where that of the row before does. @throws StillwebError INDEX_CORRUPT */
  textEnd(row: number): number {
    return this.#checked(row, () => this.#textEnd(row));
  }

  #textEnd(row: number): number {
    const offsets = this.#buffer(Column.text + 1, (this.#rows + 1) * 4);
    const from = this.#view.getInt32(offsets + row * 4, true);
    const to = this.#view.getInt32(offsets + row * 4 + 4, true);
    if (!(from >= 0 && from <= to)) throw new RangeError('a text ends before it begins');
    return to;
  }

  /** Header and body, as they were given. */
  get message(): Buffer {
    return this.#bytes;
  }

  /** The compressed bytes of the texts; null where they are stored as they are. Only of a compressed block. */
  textFrame(): Uint8Array | null {
    const at = this.#region(Column.text + 2, LENGTH_PREFIX_BYTES);
    if (this.#view.getBigInt64(at, true) === STORED) return null;
    const length = this.#integer(this.#buffers + (Column.text + 2) * 16 + 8) - LENGTH_PREFIX_BYTES;
    return this.#bytes.subarray(at + LENGTH_PREFIX_BYTES, at + LENGTH_PREFIX_BYTES + length);
  }

  #checked<T>(row: number, read: () => T): T {
    if (!(row >= 0 && row < this.#rows)) throw new TypeError(`row ${row} of ${this.#rows}`);
    try {
      return read();
    } catch (cause) {
      throw corrupt(cause);
    }
  }

  #shown(row: number): ShownDocument {
    return {
      ...this.#heading(row),
      text: this.isCompressed ? this.#compressedText(row) : this.#text(Column.text, row),
    };
  }

  #heading(row: number): DocumentHeading {
    return {
      id: this.#text(Column.id, row),
      title: this.#text(Column.title, row),
      url: this.#nullable(Column.url, row),
      date: this.#nullable(Column.date, row),
    };
  }

  #nullable(column: number, row: number): string | null {
    return this.#isNull(column, row) ? null : this.#text(column, row);
  }

  #links(row: number): string[] | null {
    if (this.#isNull(Column.links, row)) return null;
    const offsets = this.#buffer(Column.links + 1, (this.#rows + 1) * 4);
    const from = this.#view.getInt32(offsets + row * 4, true);
    const to = this.#view.getInt32(offsets + row * 4 + 4, true);
    if (!(from >= 0 && from <= to)) throw new RangeError('a list ends before it begins');
    // The last of them has an offset behind it: so many there must be.
    this.#buffer(Column.linkItems + 1, (to + 1) * 4);
    return Array.from({ length: to - from }, (_, i) => this.#text(Column.linkItems, from + i));
  }

  #text(column: number, row: number): string {
    const offsets = this.#buffer(column + 1, (row + 2) * 4);
    const from = this.#view.getInt32(offsets + row * 4, true);
    const to = this.#view.getInt32(offsets + row * 4 + 4, true);
    if (from === to) return '';
    if (!(from >= 0 && from < to)) throw new RangeError('a text ends before it begins');
    const data = this.#buffer(column + 2, to);
    return this.#bytes.toString('utf8', data + from, data + to);
  }

  #compressedText(row: number): string {
    const offsets = this.#buffer(Column.text + 1, (this.#rows + 1) * 4);
    const from = this.#view.getInt32(offsets + row * 4, true);
    const to = this.#view.getInt32(offsets + row * 4 + 4, true);
    if (from === to) return '';
    this.#texts ??= this.#decompressTexts(this.#view.getInt32(offsets + this.#rows * 4, true));
    if (!(from >= 0 && from < to && to <= this.#texts.length)) throw new RangeError('a text ends before it begins');
    return this.#texts.toString('utf8', from, to);
  }

  /** @param bytes where the last text ends: the length that the buffer and its frame must name too */
  #decompressTexts(bytes: number): Buffer {
    const number = Column.text + 2;
    const at = this.#region(number, LENGTH_PREFIX_BYTES);
    const length = this.#integer(this.#buffers + number * 16 + 8) - LENGTH_PREFIX_BYTES;
    if (this.#view.getBigInt64(at, true) === STORED) {
      if (length !== bytes) throw new RangeError(`${length} bytes of text, not ${bytes}`);
      return this.#bytes.subarray(at + LENGTH_PREFIX_BYTES, at + LENGTH_PREFIX_BYTES + length);
    }
    if (this.#integer(at) !== bytes || bytes > MAX_BLOCK_TEXT_BYTES) throw new RangeError('a text of another length');
    const frame = this.#bytes.subarray(at + LENGTH_PREFIX_BYTES, at + LENGTH_PREFIX_BYTES + length);
    const text = decompressText(frame, bytes);
    return Buffer.from(text.buffer, text.byteOffset, text.length);
  }

  /** An absent bitmap says that no row is null. */
  #isNull(column: number, row: number): boolean {
    if (this.#integer(this.#buffers + column * 16 + 8) === 0) return false;
    const bitmap = this.#buffer(column, (row >> 3) + 1);
    return (this.#bytes[bitmap + (row >> 3)] & (1 << (row & 7))) === 0;
  }

  /** Where the data of a buffer begins that holds at least so many bytes, as they are. */
  #buffer(number: number, bytes: number): number {
    if (!this.isCompressed) return this.#region(number, bytes);
    const at = this.#region(number, LENGTH_PREFIX_BYTES + bytes);
    if (this.#view.getBigInt64(at, true) !== STORED) throw new RangeError(`buffer ${number} is compressed`);
    return at + LENGTH_PREFIX_BYTES;
  }

  /** Where a buffer begins that takes at least so many bytes. */
  #region(number: number, bytes: number): number {
    const at = this.#buffers + number * 16;
    const offset = this.#integer(at);
    const length = this.#integer(at + 8);
    if (length < bytes || offset + length > this.#bodyBytes) throw new RangeError(`buffer ${number} is too short`);
    return this.#body + offset;
  }

  #integer(at: number): number {
    const low = this.#view.getUint32(at, true);
    const high = this.#view.getUint32(at + 4, true);
    if (high !== 0) throw new RangeError('a number beyond 4 GiB');
    return low;
  }

  /** The codec ZSTD, for buffers: codec 1, and method 0, which is the default and may be absent. */
  #checkCodec(field: number): void {
    const table = field + this.#view.getUint32(field, true);
    const codec = this.#view.getUint8(this.#field(table, COMPRESSION_CODEC));
    const method = this.#place(table, COMPRESSION_METHOD);
    if (codec !== ZSTD || (method !== 0 && this.#view.getUint8(table + method) !== 0)) throw new RangeError('no ZSTD');
  }

  /** Where a field of a flatbuffer table is. */
  #field(table: number, slot: number): number {
    const place = this.#place(table, slot);
    if (place === 0) throw new RangeError(`the header lacks field ${slot}`);
    return table + place;
  }

  /** Bytes from a flatbuffer table to a field of it; 0 when it is absent. */
  #place(table: number, slot: number): number {
    const directory = table - this.#view.getInt32(table, true);
    const at = 4 + slot * 2;
    return at < this.#view.getUint16(directory, true) ? this.#view.getUint16(directory + at, true) : 0;
  }
}

/** Slots of the flatbuffer tables `Message` and `RecordBatch` in Arrow's Message.fbs. */
const MESSAGE_HEADER_TYPE = 1;
const MESSAGE_HEADER = 2;
const RECORD_BATCH = 3;
const BATCH_LENGTH = 0;
const BATCH_BUFFERS = 2;
const BATCH_COMPRESSION = 3;
/** Of `BodyCompression`. */
const COMPRESSION_CODEC = 0;
const COMPRESSION_METHOD = 1;
const ZSTD = 1;
/** Instead of the length of a buffer: it is stored as it was. */
const STORED = -1n;

/** The first buffer of each column. */
const Column = { id: 0, title: 3, text: 6, url: 9, date: 12, language: 15, links: 18, linkItems: 20, metadata: 23 };
const BUFFER_COUNT = 26;

const NO_BYTES = Buffer.alloc(0);

function corrupt(cause: unknown): unknown {
  if (!(cause instanceof RangeError)) return cause;
  const facts = { file: DOCUMENTS_FILE };
  return new StillwebError('INDEX_CORRUPT', `${DOCUMENTS_FILE}: a block cannot be decoded`, facts, { cause });
}
