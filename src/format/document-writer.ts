import { MetadataVersion } from 'apache-arrow/enum';
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file';
import { Message } from 'apache-arrow/ipc/metadata/message';
import { Field, Schema } from 'apache-arrow/schema';
import { List, Utf8 } from 'apache-arrow/type';
import { compressText } from './compression.ts';
import type { DocumentBlock } from './document-block.ts';
import type { BlockTable, StoredDocument, TextForm } from './documents.ts';
import { encapsulate, RecordBatchEncoder } from './record-batch.ts';

/**
 * Writes the bytes of `documents.arrow`, which `documents.ts` describes. Apart from what reads them: apache-arrow takes longer
 * to load than all that a search needs.
 */

/** Text of one block, UTF-16 code units; a longer document has a block of its own. */
export const BLOCK_CHARACTERS = 16_384;

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
  schemaBytes ??= encapsulate(Message.encode(Message.from(SCHEMA)));
  return schemaBytes;
}

/** The encapsulated message of one record batch. */
function encodeMessage(
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

/**
 * Whether a block is the one that `encodeBlocks` gives to these documents. What a compressor made of their texts is taken as
 * it is: another release of it may find shorter bytes for the same text.
 *
 * @throws StillwebError INDEX_CORRUPT
 */
export function isEncodingOf(block: DocumentBlock, documents: readonly StoredDocument[]): boolean {
  const compress = block.isCompressed ? () => block.textFrame() : null;
  return block.message.equals(encodeMessage(new RecordBatchEncoder(compress), documents).message);
}
