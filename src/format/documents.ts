import { encodeSectionFile, SectionFile } from './section-file.ts';

/**
 * The documents and their metadata: `documents.arrow`, an Apache Arrow IPC file that any Arrow implementation reads.
 * `document-block.ts` reads it; `document-writer.ts` and `documents-frame.ts` write it.
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

export const BLOCKS_KIND = 'BLCK';

/** Before each buffer of a compressed block that is not empty: the length of the buffer before compression. */
export const LENGTH_PREFIX_BYTES = 8;

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
