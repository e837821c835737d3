import { type BlockTable, blockOf } from '../format/documents.ts';
import type { DocumentStore } from '../store/document-store.ts';
import type { TextFilter } from './text-filter.ts';

/**
 * Asks the blocks of documents, one by one, which of their texts may match. Blocks are looked through as a whole: many documents
 * are a few words long.
 */
export class TextScan {
  readonly #documents: DocumentStore;
  readonly #blocks: BlockTable;
  readonly #filter: TextFilter | null;
  #block = -1;
  /** Where the text of each document of the block ends. */
  #ends = new Uint32Array(0);
  /** 1 for each document of the block that may match. */
  #mayMatch = new Uint8Array(0);

  constructor(documents: DocumentStore, blocks: BlockTable, filter: TextFilter | null) {
    this.#documents = documents;
    this.#blocks = blocks;
    this.#filter = filter;
  }

  /** Bytes of the text of a document in UTF-8. @throws StillwebError INDEX_CORRUPT */
  textBytes(document: number): number {
    const row = this.#row(document);
    return this.#ends[row] - (row === 0 ? 0 : this.#ends[row - 1]);
  }

  /** @throws StillwebError INDEX_CORRUPT */
  mayMatch(document: number): boolean {
    const row = this.#row(document);
    return this.#filter === null || this.#mayMatch[row] === 1;
  }

  #row(document: number): number {
    const { first } = this.#blocks;
    // Documents mostly follow each other.
    if (this.#block < 0 || document < first[this.#block] || document >= first[this.#block + 1]) {
      this.#read(blockOf(first, document));
    }
    return document - first[this.#block];
  }

  #read(number: number): void {
    const { first } = this.#blocks;
    const rows = first[number + 1] - first[number];
    const block = this.#documents.getBlock(number);
    const ends = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) ends[row] = block.textEnd(row);
    const mayMatch = new Uint8Array(rows);
    if (this.#filter !== null) markMatching(block.texts(), ends, this.#filter, mayMatch);
    this.#block = number;
    this.#ends = ends;
    this.#mayMatch = mayMatch;
  }
}

function markMatching(texts: Buffer, ends: Uint32Array, filter: TextFilter, mayMatch: Uint8Array): void {
  let row = 0;
  for (let found = filter.find(texts, 0); found !== null; ) {
    while (ends[row] <= found.start) row++;
    // What reaches into the next text is in neither.
    const isInside = found.end <= ends[row];
    if (isInside) mayMatch[row] = 1;
    found = filter.find(texts, isInside ? ends[row] : found.start + 1);
  }
}
