import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { type BlockTable, blockOf, decodeBlock, type StoredDocument } from '../format/documents.ts';
import { DOCUMENTS_FILE } from '../format/file-names.ts';

/** Characters of text that stay decoded; UTF-16, so about twice as many bytes. */
const CACHE_CHARACTERS = 16 * 1024 * 1024;

/** Documents by number, one compressed block a read, the most recently used blocks kept decoded. */
export class DocumentStore {
  readonly #file: number;
  readonly #blocks: BlockTable;
  /** Insertion order is the order of use: the first key is the one to drop. */
  readonly #cache = new Map<number, CachedBlock>();
  #cachedCharacters = 0;

  /** Needs `loadCompression` to have been called in this thread. @throws StillwebError INDEX_CORRUPT */
  constructor(folder: string, blocks: BlockTable) {
    this.#blocks = blocks;
    try {
      this.#file = openSync(join(folder, DOCUMENTS_FILE), 'r');
    } catch (cause) {
      const facts = { file: DOCUMENTS_FILE };
      throw new StillwebError('INDEX_CORRUPT', `${DOCUMENTS_FILE} cannot be opened`, facts, { cause });
    }
  }

  /** @throws StillwebError INDEX_CORRUPT */
  get(document: number): StoredDocument {
    const block = blockOf(this.#blocks.first, document);
    return this.#block(block).documents[document - this.#blocks.first[block]];
  }

  #block(block: number): CachedBlock {
    const cached = this.#cache.get(block);
    if (cached !== undefined) {
      this.#cache.delete(block);
      this.#cache.set(block, cached);
      return cached;
    }
    const { first, offset, metadata, body } = this.#blocks;
    const message = Buffer.allocUnsafe(metadata[block] + body[block]);
    for (let read = 0; read < message.length; ) {
      const count = readSync(this.#file, message, read, message.length - read, offset[block] + read);
      if (count === 0)
        throw new StillwebError('INDEX_CORRUPT', `${DOCUMENTS_FILE} ends early`, { file: DOCUMENTS_FILE });
      read += count;
    }
    const documents = decodeBlock(message, first[block + 1] - first[block]);
    const characters = documents.reduce((sum, { text, title }) => sum + text.length + title.length, 0);
    const decoded = { documents, characters };
    this.#cache.set(block, decoded);
    this.#cachedCharacters += characters;
    for (const [oldest, { characters }] of this.#cache) {
      if (this.#cachedCharacters <= CACHE_CHARACTERS || oldest === block) break;
      this.#cache.delete(oldest);
      this.#cachedCharacters -= characters;
    }
    return decoded;
  }

  close(): void {
    closeSync(this.#file);
  }
}

interface CachedBlock {
  readonly documents: readonly StoredDocument[];
  readonly characters: number;
}
