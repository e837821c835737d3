import { StillwebError } from '../errors.ts';

/**
 * Where terms stand in their passages, for phrases; read only when a phrase asks, a term at a time.
 *
 * `positions-SSS.bin` (kind POSN), n terms in the order of `terms-SSS.bin`:
 *
 *   offset  f64[n + 1]   where the positions of a term begin in `bytes` (an integer below 2^53)
 *   bytes   u8[]         for each posting of the term, in order: varint count ≥ 1, then `count` varint gaps,
 *                        the first one absolute
 *
 * Position 0 is the first word of the title; the text follows the title after a gap of one.
 */
export const POSITIONS_KIND = 'POSN';

/** Reads the positions of one term, posting after posting. */
export class PositionCursor {
  readonly #bytes: Uint8Array;
  readonly #file: string;
  #at = 0;

  /**
   * @param bytes the positions of one term, from its offset to the next
   * @param file which they are of
   */
  constructor(bytes: Uint8Array, file: string) {
    this.#bytes = bytes;
    this.#file = file;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++];
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    return value >>> 0;
  }

  /** A number of varints that follow. @throws StillwebError INDEX_CORRUPT when there is no room for so many */
  #count(): number {
    const count = this.#varint();
    if (count <= this.#bytes.length - this.#at) return count;
    throw new StillwebError('INDEX_CORRUPT', `${this.#file}: the positions of a term end early`, { file: this.#file });
  }

  /** Skips the positions of `postings` postings. @throws StillwebError INDEX_CORRUPT */
  skip(postings: number): void {
    const end = this.#bytes.length;
    for (let i = 0; i < postings; i++) {
      let left = this.#count();
      while (left > 0 && this.#at < end) if (this.#bytes[this.#at++] < 128) left--;
    }
  }

  /** The positions of the next posting, ascending. @throws StillwebError INDEX_CORRUPT */
  next(): number[] {
    const count = this.#count();
    const positions = new Array<number>(count);
    let position = 0;
    for (let i = 0; i < count; i++) {
      position += this.#varint();
      positions[i] = position;
    }
    return positions;
  }
}
