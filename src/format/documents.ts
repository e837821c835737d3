import { Field, List, MetadataVersion, RecordBatchStreamWriter, Schema, Utf8 } from 'apache-arrow';
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file';
import { compressText } from './compression.ts';
import { RecordBatchEncoder } from './record-batch.ts';
import { encodeSectionFile, SectionFile } from './section-file.ts';

/**
 * The documents and their metadata: `documents.arrow`, an Apache Arrow IPC file that any Arrow implementation reads.
 *
 * One record batch a block of about 16 KiB of text, so that a document costs one small read and no more than its own
 * bytes are decoded (`document-block.ts`). Plain, or with the bytes of the column `text` compressed with ZSTD and all else as
 * it is, so that a block costs one decompression at most. All blocks of a file have one form.
 * Columns: id, title, text (UTF-8), url, date (`YYYY-MM-DD`), language, links (list of strings as the source gave them),
 * metadata (a JSON object). Nulls where the source had nothing.
 *
 * `blocks.bin` (kind BLCK) says where the blocks are, B of them:
 *
 *   first     u32[B + 1]  first document of each block; the last entry is the number of documents
 *   offset    f64[B]      where the block's message begins in `documents.arrow` (an integer below 2^53)
 *   metadata  u32[B]      bytes of the message header, padding included
 *   body      u32[B]      bytes of the message body
 *
 * @see https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format
 */

/** What names a document. */
export interface DocumentHeading {
  readonly id: string;
  readonly title: string;
  readonly url: string | null;
  readonly date: string | null;
}

/** What a hit shows of a document. */
export interface ShownDocument extends DocumentHeading {
  readonly text: string;
}

/** A document as it is stored and read back. */
export interface StoredDocument extends ShownDocument {
  readonly language: string | null;
  readonly links: readonly string[] | null;
  /** A JSON object, as text. */
  readonly metadata: string | null;
}

/** How the texts are stored: as they are, which is read fastest, or compressed. */
export const TEXT_FORMS = ['plain', 'compressed'] as const;
export type TextForm = (typeof TEXT_FORMS)[number];

/** Text of one block, UTF-16 code units; a longer document has a block of its own. */
export const BLOCK_CHARACTERS = 16_384;
export const BLOCKS_KIND = 'BLCK';

const MAGIC_BYTES = new TextEncoder().encode('ARROW1');
const END_OF_STREAM = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

const SCHEMA = new Schema([
  new Field('id', new Utf8(), false),
  new Field('title', new Utf8(), false),
  new Field('text', new Utf8(), false),
  new Field('url', new Utf8(), true),
  new Field('date', new Utf8(), true),
  new Field('language', new Utf8(), true),
  new Field('links', new List(new Field('item', new Utf8(), false)), true),
  new Field('metadata', new Utf8(), true),
]);

/** Blocks as bytes, to be laid one after the other in a file. */
export interface EncodedBlocks {
  /** The messages of all blocks, each a multiple of 8 bytes long. */
  readonly bytes: Uint8Array;
  /** Per block: documents, header bytes, body bytes. */
  readonly documents: number[];
  readonly metadata: number[];
  readonly body: number[];
}

/**
 * Cuts documents into blocks and encodes them. The cut depends on the documents alone.
 *
 * @param texts for `compressed`, `loadCompression` must have been awaited
 */
export function encodeBlocks(documents: readonly StoredDocument[], texts: TextForm): EncodedBlocks {
  const cuts: StoredDocument[][] = [];
  let block: StoredDocument[] = [];
  let characters = 0;
  for (const document of documents) {
    const size = document.text.length + document.title.length;
    if (block.length > 0 && characters + size > BLOCK_CHARACTERS) {
      cuts.push(block);
      block = [];
      characters = 0;
    }
    block.push(document);
    characters += size;
  }
  if (block.length > 0) cuts.push(block);
  const encoder = new RecordBatchEncoder(texts === 'compressed' ? compressText : null);
  const messages = cuts.map((cut) => encodeMessage(encoder, cut));
  return {
    bytes: Buffer.concat(messages.map(({ message }) => message)),
    documents: cuts.map((cut) => cut.length),
    metadata: messages.map(({ metadataBytes }) => metadataBytes),
    body: messages.map(({ message, metadataBytes }) => message.length - metadataBytes),
  };
}

/** What stands before the first block: the magic bytes and the schema's message. */
export function documentsHeader(): Uint8Array {
  const header = new Uint8Array(8 + schemaMessage().length);
  header.set(MAGIC_BYTES);
  header.set(schemaMessage(), 8);
  return header;
}

/** What stands after the last block: the end-of-stream mark and the footer that lists the blocks. */
export function documentsFooter(table: BlockTable): Uint8Array {
  const blocks = Array.from(table.offset, (offset, i) => new FileBlock(table.metadata[i], table.body[i], offset));
  const footer = Footer.encode(new Footer(SCHEMA, MetadataVersion.V5, blocks, []));
  const bytes = new Uint8Array(END_OF_STREAM.length + footer.length + 4 + MAGIC_BYTES.length);
  bytes.set(END_OF_STREAM);
  bytes.set(footer, END_OF_STREAM.length);
  new DataView(bytes.buffer).setInt32(END_OF_STREAM.length + footer.length, footer.length, true);
  bytes.set(MAGIC_BYTES, END_OF_STREAM.length + footer.length + 4);
  return bytes;
}

let schemaBytes: Uint8Array | null = null;

/** The encapsulated message of the schema, with which every Arrow stream begins. */
function schemaMessage(): Uint8Array {
  if (schemaBytes === null) {
    const writer = new RecordBatchStreamWriter({ autoDestroy: false });
    writer.reset(undefined, SCHEMA);
    writer.finish();
    const stream = writer.toUint8Array(true);
    // Continuation mark, length, and that many bytes.
    const bytes = 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
    schemaBytes = stream.subarray(0, bytes);
  }
  return schemaBytes;
}

/** The encapsulated message of one record batch. */
export function encodeMessage(
  encoder: RecordBatchEncoder,
  documents: readonly StoredDocument[],
): { message: Uint8Array; metadataBytes: number } {
  encoder.addTexts(documents.map((document) => document.id));
  encoder.addTexts(documents.map((document) => document.title));
  encoder.addTexts(
    documents.map((document) => document.text),
    true,
  );
  encoder.addTexts(documents.map((document) => document.url));
  encoder.addTexts(documents.map((document) => document.date));
  encoder.addTexts(documents.map((document) => document.language));
  encoder.addTextLists(documents.map((document) => document.links));
  encoder.addTexts(documents.map((document) => document.metadata));
  return encoder.finish(documents.length);
}

/** Where the blocks of `documents.arrow` are. */
export interface BlockTable {
  readonly first: Uint32Array;
  readonly offset: Float64Array;
  readonly metadata: Uint32Array;
  readonly body: Uint32Array;
}

export function encodeBlockTable(table: BlockTable): Uint8Array {
  const { first, offset, metadata, body } = table;
  return encodeSectionFile(BLOCKS_KIND, { first, offset, metadata, body });
}

/** @throws StillwebError INDEX_CORRUPT */
export function readBlockTable(name: string, bytes: Uint8Array): BlockTable {
  const file = new SectionFile(name, BLOCKS_KIND, bytes);
  const first = file.get('first', 'u32');
  const blocks = first.length - 1;
  return {
    first,
    offset: file.get('offset', 'f64', blocks),
    metadata: file.get('metadata', 'u32', blocks),
    body: file.get('body', 'u32', blocks),
  };
}

/** The block that holds a document, by binary search in `first`. */
export function blockOf(first: Uint32Array, document: number): number {
  let low = 0;
  let high = first.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (first[middle] <= document) low = middle;
    else high = middle - 1;
  }
  return low;
}
