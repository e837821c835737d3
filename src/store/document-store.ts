import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { loadCompression } from '../format/compression.ts';
import { DocumentBlock } from '../format/document-block.ts';
import {
  type BlockTable,
  blockOf,
  type DocumentHeading,
  type ShownDocument,
  type StoredDocument,
} from '../format/documents.ts';
import { DOCUMENTS_FILE } from '../format/file-names.ts';
import { DOCUMENT_CACHE_BYTES } from '../limits.ts';
import { DocumentCache } from './document-cache.ts';
import { closeSync, readSync } from './file-system.ts';
import { openRegular } from './regular-file.ts';
import { openFault } from './storage-fault.ts';

/** Memory kept for reading; a longer block has memory of its own while it is the last one read. */
const SCRATCH_BYTES = 256 * 1024;

/**
 * Documents by number: one read of a block each. The operating system keeps what is read often; where texts are
 * compressed, what was shown lately is kept here too.
 */
export class DocumentStore {
  readonly #file: number;
  readonly #blocks: BlockTable;
  readonly #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  /** The block read last: documents that follow each other come from one. */
  #last: { readonly number: number; readonly block: DocumentBlock } | null = null;

  /** Only where texts are compressed: measured, keeping plain ones costs what it saves. */
  #cache: DocumentCache | null = null;

  /** Looks at the first block for the form of the texts. @throws StillwebError INDEX_CORRUPT */
  static async open(folder: string, blocks: BlockTable): Promise<DocumentStore> {
    const store = new DocumentStore(folder, blocks);
    try {
      if (blocks.offset.length > 0 && store.#readBlock(0).isCompressed) {
        await loadCompression();
        store.#cache = new DocumentCache(DOCUMENT_CACHE_BYTES);
      }
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  private constructor(folder: string, blocks: BlockTable) {
    this.#blocks = blocks;
    try {
      this.#file = openRegular(join(folder, DOCUMENTS_FILE));
    } catch (cause) {
      throw openFault(DOCUMENTS_FILE, cause);
    }
  }

  /** Whether the texts of the collection are stored compressed. */
  get isCompressed(): boolean {
    return this.#cache !== null;
  }

  /** @throws StillwebError INDEX_CORRUPT */
  get(document: number): StoredDocument {
    const number = blockOf(this.#blocks.first, document);
    return this.#block(number).row(document - this.#blocks.first[number]);
  }

  /** What a hit shows, and no more of it is decoded. @throws StillwebError INDEX_CORRUPT */
  getShown(document: number): ShownDocument {
    const cached = this.#cache?.get(document);
    if (cached !== undefined) return cached;
    const number = blockOf(this.#blocks.first, document);
    const shown = this.#block(number).shownRow(document - this.#blocks.first[number]);
    this.#cache?.add(document, shown);
    return shown;
  }

  /** What a hit shows, for a reader of the whole collection: nothing is kept for the next one who asks. @throws StillwebError INDEX_CORRUPT */
  getText(document: number): ShownDocument {
    const number = blockOf(this.#blocks.first, document);
    return this.#block(number).shownRow(document - this.#blocks.first[number]);
  }

  /** What names a document, without the cost of its text. @throws StillwebError INDEX_CORRUPT */
  getHeading(document: number): DocumentHeading {
    const cached = this.#cache?.get(document);
    if (cached !== undefined) return cached;
    const number = blockOf(this.#blocks.first, document);
    return this.#block(number).headingRow(document - this.#blocks.first[number]);
  }

  /** A block by its number. What it reads may change at the next call of any method. @throws StillwebError INDEX_CORRUPT */
  getBlock(number: number): DocumentBlock {
    return this.#block(number);
  }

  #block(number: number): DocumentBlock {
    if (this.#last?.number === number) return this.#last.block;
    this.#last = null;
    const block = this.#readBlock(number);
    if (block.isCompressed !== (this.#cache !== null)) {
      const message = `${DOCUMENTS_FILE} has plain and compressed blocks`;
      throw new StillwebError('INDEX_CORRUPT', message, { file: DOCUMENTS_FILE });
    }
    this.#last = { number, block };
    return block;
  }

  #readBlock(number: number): DocumentBlock {
    const { first, offset, metadata, body } = this.#blocks;
    const length = metadata[number] + body[number];
    const message = length <= SCRATCH_BYTES ? this.#scratch.subarray(0, length) : Buffer.allocUnsafeSlow(length);
    for (let read = 0; read < length; ) {
      const count = readSync(this.#file, message, read, length - read, offset[number] + read);
      if (count === 0)
        throw new StillwebError('INDEX_CORRUPT', `${DOCUMENTS_FILE} ends early`, { file: DOCUMENTS_FILE });
      read += count;
    }
    return new DocumentBlock(message, first[number + 1] - first[number]);
  }

  close(): void {
    closeSync(this.#file);
  }
}
