import { compressText } from './compression.ts';
import type { DocumentBlock } from './document-block.ts';
import type { StoredDocument, TextForm } from './documents.ts';
import { RecordBatchEncoder } from './record-batch.ts';

/**
 * Writes the blocks of `documents.arrow`, which `documents.ts` describes. Apart from what reads them, which a search needs, and from what stands
 * around them (`documents-frame.ts`).
 */

/** Text of one block, UTF-16 code units; a longer document has a block of its own. */
export const BLOCK_CHARACTERS = 16_384;

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
