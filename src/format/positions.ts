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

  /** @throws StillwebError INDEX_CORRUPT where the bytes end, or more of them are joined than a u32 takes */
  #varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#at === bytes.length) break;
      const byte = bytes[this.#at++];
      value |= (byte & 127) << shift;
      // A zero at the end, or a bit beyond 32, would be a second way to write a number.
      if ((byte === 0 && shift > 0) || (shift === 28 && byte > 15)) break;
      if (byte < 128) return value >>> 0;
    }
    throw this.#endsEarly();
  }

  /** A number of varints that follow. @throws StillwebError INDEX_CORRUPT when there is no room for so many */
  #count(): number {
    const count = this.#varint();
    if (count > 0 && count <= this.#bytes.length - this.#at) return count;
    throw this.#endsEarly();
  }

  #endsEarly(): StillwebError {
    return new StillwebError('INDEX_CORRUPT', `${this.#file}: the positions of a term end early`, { file: this.#file });
  }

  /** Skips the positions of `postings` postings. @throws StillwebError INDEX_CORRUPT */
  skip(postings: number): void {
    const end = this.#bytes.length;
    for (let i = 0; i < postings; i++) {
      let left = this.#count();
      while (left > 0 && this.#at < end) if (this.#bytes[this.#at++] < 128) left--;
      if (left > 0) throw this.#endsEarly();
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
