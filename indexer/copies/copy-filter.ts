import { join } from 'node:path';
import { writeDigest } from '../../src/bytes/hash.ts';
import { trimWhiteSpace } from '../../src/bytes/white-space.ts';
import { DIGEST_WORDS, DigestTable } from '../../src/format/equal-digests.ts';
import { CopyFinder } from './copy-finder.ts';
import { SHINGLES_FILE, ShingleSpool } from './shingle-spool.ts';
import { ShingleReader } from './shingles.ts';
import { SIGNATURE_WORDS, writeSignature } from './signature.ts';

/** The document that another one repeats. */
export interface Original {
  /** As `keep` was told. */
  readonly number: number;
  readonly isIdentical: boolean;
}

/**
 * Finds, while documents are read, those that repeat one which was kept before. What is found of a document depends on those that were
 * kept before it alone: so a collection to which documents are added has those that one read at once has.
 */
export class CopyFilter {
  readonly #digests = new DigestTable(1024);
  readonly #digest = new Uint32Array(DIGEST_WORDS);
  readonly #near: NearFilter | null;
  #isEmpty = true;

  /**
   * @param nearPercent null: identical texts alone are found
   * @param folder for a file of shingles
   */
  constructor(nearPercent: number | null, folder: string) {
    this.#near = nearPercent === null ? null : new NearFilter(nearPercent, join(folder, SHINGLES_FILE));
  }

  /** What a text repeats; null for nothing. A text of white space alone repeats none. */
  find(text: string): Original | null {
    const trimmed = trimWhiteSpace(text);
    this.#isEmpty = trimmed === '';
    if (this.#isEmpty) return null;
    writeDigest(trimmed, this.#digest, 0);
    const equal = this.#digests.find(this.#digest, 0);
    if (equal !== null) return { number: equal, isIdentical: true };
    const number = this.#near?.find(text) ?? null;
    return number === null ? null : { number, isIdentical: false };
  }

  /** Keeps the text that `find` was asked for last. @param number of its document, above all before */
  keep(number: number): void {
    if (this.#isEmpty) return;
    this.#digests.firstOf(this.#digest, 0, number);
    this.#near?.keep(number);
  }

  close(): void {
    this.#near?.close();
  }
}

/** Near copies alone. */
class NearFilter {
  readonly #reader = new ShingleReader();
  readonly #signature = new Int32Array(SIGNATURE_WORDS);
  readonly #spool: ShingleSpool;
  readonly #finder: CopyFinder;
  #shingles: Int32Array = new Int32Array(0);

  constructor(percent: number, path: string) {
    this.#spool = new ShingleSpool(path);
    this.#finder = new CopyFinder(percent, (document) => this.#spool.read(document));
  }

  find(text: string): number | null {
    this.#shingles = this.#reader.read(text);
    if (this.#shingles.length === 0) return null;
    writeSignature(this.#shingles, this.#signature, 0);
    return this.#finder.find(this.#signature, 0, () => Int32Array.from(this.#shingles));
  }

  keep(number: number): void {
    if (this.#shingles.length === 0) return;
    this.#finder.keep(number, this.#signature, 0);
    this.#spool.add(number, this.#shingles);
  }

  close(): void {
    this.#spool.close();
  }
}
