import { StillwebError } from '../../src/errors.ts';
import { MAX_EXPANSION_RATIO, MIN_EXPANSION_BYTES } from '../../src/limits.ts';
import type { Expansion } from './file-bytes.ts';

/** Input is read ahead by so much at most: what was read when the last document ended may hold more than was expanded. */
const READ_AHEAD_BYTES = 256 * 1024;

/**
 * Refuses a decompression bomb. Reading is a stream, so that one costs no memory but time without end. Documents may be as
 * alike as they like, and pack to a thousandth: only what expands without a document in it is measured.
 */
export class GrowthGuard {
  readonly #path: string;
  readonly #progress: Expansion;
  #documents = 0;
  #bytesRead = 0;
  #producedBytes = 0;

  constructor(path: string, progress: Expansion) {
    this.#path = path;
    this.#progress = progress;
  }

  /** @throws StillwebError INPUT_EXPANDS */
  admit(producedBytes: number): void {
    const { documents, bytesRead } = this.#progress;
    if (documents !== this.#documents) {
      this.#documents = documents;
      this.#bytesRead = bytesRead;
      this.#producedBytes = 0;
    }
    this.#producedBytes += producedBytes;
    const storedBytes = bytesRead - this.#bytesRead + READ_AHEAD_BYTES;
    if (this.#producedBytes <= MIN_EXPANSION_BYTES || this.#producedBytes <= storedBytes * MAX_EXPANSION_RATIO) return;
    const message = `${this.#path} grows more than ${MAX_EXPANSION_RATIO} times when expanded, and no document is in it`;
    throw new StillwebError('INPUT_EXPANDS', message, { file: this.#path, ratio: MAX_EXPANSION_RATIO });
  }
}
