import type { BitReader } from './bit-reader.ts';

export const MAX_CODE_BITS = 20;
const FAST_BITS = 10;

/** A canonical prefix code of bzip2: shorter codes first, symbols ascending among codes of one length. */
export class PrefixCode {
  /** Symbol × 32 + length for each code of at most ten bits, by its first ten bits; 0 where the code is longer. */
  readonly #fast = new Uint16Array(1 << FAST_BITS);
  /** The first code of each length that is too large, shifted to twenty bits. */
  readonly #limits = new Int32Array(MAX_CODE_BITS + 2);
  /** What to subtract from a code of each length to get its place in `#symbols`. */
  readonly #offsets = new Int32Array(MAX_CODE_BITS + 2);
  readonly #symbols: Uint16Array;

  /** @param lengths bits of each symbol's code, 1 … 20 */
  constructor(lengths: Uint8Array) {
    const counts = new Int32Array(MAX_CODE_BITS + 1);
    for (const length of lengths) counts[length] += 1;
    this.#symbols = new Uint16Array(lengths.length);
    const next = new Int32Array(MAX_CODE_BITS + 1);
    let code = 0;
    let place = 0;
    for (let length = 1; length <= MAX_CODE_BITS; length += 1) {
      next[length] = code;
      this.#offsets[length] = code - place;
      place += counts[length];
      code += counts[length];
      if (code > 2 ** length) throw new Error('a bzip2 code table has too many codes');
      this.#limits[length] = code * 2 ** (MAX_CODE_BITS - length);
      code *= 2;
    }
    for (let symbol = 0; symbol < lengths.length; symbol += 1) {
      const length = lengths[symbol];
      const own = next[length];
      next[length] += 1;
      this.#symbols[own - this.#offsets[length]] = symbol;
      if (length <= FAST_BITS) {
        const first = own << (FAST_BITS - length);
        this.#fast.fill(symbol * 32 + length, first, first + (1 << (FAST_BITS - length)));
      }
    }
  }

  /** Reads the code lengths of `symbolCount` symbols, stored as steps up and down. */
  static read(bits: BitReader, symbolCount: number): PrefixCode {
    const lengths = new Uint8Array(symbolCount);
    let length = bits.read(5);
    for (let symbol = 0; symbol < symbolCount; symbol += 1) {
      for (;;) {
        if (length < 1 || length > MAX_CODE_BITS) throw new Error('a bzip2 code table is damaged');
        if (bits.read(1) === 0) break;
        length += bits.read(1) === 0 ? 1 : -1;
      }
      lengths[symbol] = length;
    }
    return new PrefixCode(lengths);
  }

  /** The next symbol. Past the end of the input it reads zeros: the caller compares `position` when the block is done. */
  decode(bits: BitReader): number {
    const { bytes, position } = bits;
    const byte = position >>> 3;
    const word = (bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
    const window = ((word << (position & 7)) >>> (32 - MAX_CODE_BITS)) | 0;
    const entry = this.#fast[window >>> (MAX_CODE_BITS - FAST_BITS)];
    if (entry !== 0) {
      bits.position = position + (entry & 31);
      return entry >>> 5;
    }
    for (let length = FAST_BITS + 1; length <= MAX_CODE_BITS; length += 1) {
      if (window < this.#limits[length]) {
        bits.position = position + length;
        return this.#symbols[(window >>> (MAX_CODE_BITS - length)) - this.#offsets[length]];
      }
    }
    throw new Error('a bzip2 code table is damaged');
  }
}
