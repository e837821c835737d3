import type { BitReader } from './bit-reader.ts';
import { PrefixCode } from './prefix-code.ts';
import { UnsupportedStream } from './unsupported-stream.ts';

const GROUP_SYMBOLS = 50;
/** Selectors after these can never be used; bzip2 passes over them too. */
const MAX_SELECTORS = 18_002;
const CRC_TABLE = createCrcTable();

/**
 * Decodes one bzip2 block: prefix codes, move to front, Burrows-Wheeler, run lengths.
 * `decode`, then `write` until it fills less than it was given, then `finish`.
 */
export class Bzip2BlockDecoder {
  #capacity = 0;
  /** Low 8 bits: a byte of the block; above: the link of the inverse transform. */
  #links = new Uint32Array(0);
  #expectedChecksum = 0;
  #checksum = 0;
  #remaining = 0;
  #link = 0;
  #previous = -1;
  #run = 0;
  #repeats = 0;

  /** @param level 1 … 9: blocks hold up to that many times 100,000 symbols */
  setLevel(level: number): void {
    this.#capacity = level * 100_000;
    if (this.#links.length < this.#capacity) this.#links = new Uint32Array(this.#capacity);
  }

  decode(bits: BitReader): void {
    this.#expectedChecksum = bits.readWord();
    if (bits.read(1) === 1) {
      throw new UnsupportedStream('has randomised bzip2 blocks, which no program writes since version 0.9.5', {});
    }
    const origin = bits.read(24);
    const alphabet = readAlphabet(bits);
    const groupCount = bits.read(3);
    if (groupCount < 2 || groupCount > 6) throw new Error('a bzip2 block has a wrong number of code tables');
    const selectors = readSelectors(bits, groupCount);
    const codes = Array.from({ length: groupCount }, () => PrefixCode.read(bits, alphabet.length + 2));
    const counts = new Int32Array(256);
    const length = this.#readSymbols(bits, alphabet, selectors, codes, counts);
    if (origin >= length) throw new Error('a bzip2 block has its origin outside');
    this.#invert(length, counts, origin);
  }

  #readSymbols(
    bits: BitReader,
    alphabet: Uint8Array,
    selectors: Uint8Array,
    codes: readonly PrefixCode[],
    counts: Int32Array,
  ): number {
    const links = this.#links;
    const capacity = this.#capacity;
    const end = alphabet.length + 1;
    const front = alphabet.slice();
    let length = 0;
    let run = 0;
    let runWeight = 1;
    for (const selector of selectors) {
      const code = codes[selector];
      for (let left = GROUP_SYMBOLS; left > 0; left -= 1) {
        const symbol = code.decode(bits);
        if (symbol < 2) {
          run += runWeight << symbol;
          runWeight *= 2;
          if (run > capacity) throw new Error('a bzip2 block is longer than its size');
          continue;
        }
        if (run > 0) {
          if (length + run > capacity) throw new Error('a bzip2 block is longer than its size');
          const byte = front[0];
          counts[byte] += run;
          links.fill(byte, length, length + run);
          length += run;
          run = 0;
          runWeight = 1;
        }
        if (symbol === end) {
          if (bits.position > bits.bytes.length * 8) throw new Error('the stream ends early');
          return length;
        }
        if (length === capacity) throw new Error('a bzip2 block is longer than its size');
        const byte = front[symbol - 1];
        for (let place = symbol - 1; place > 0; place -= 1) front[place] = front[place - 1];
        front[0] = byte;
        counts[byte] += 1;
        links[length] = byte;
        length += 1;
      }
    }
    throw new Error('a bzip2 block has no end');
  }

  #invert(length: number, counts: Int32Array, origin: number): void {
    const links = this.#links;
    const next = new Int32Array(256);
    for (let byte = 1; byte < 256; byte += 1) next[byte] = next[byte - 1] + counts[byte - 1];
    for (let place = 0; place < length; place += 1) {
      const byte = links[place] & 0xff;
      links[next[byte]] |= place << 8;
      next[byte] += 1;
    }
    this.#link = links[origin] >>> 8;
    this.#remaining = length;
    this.#checksum = -1;
    this.#previous = -1;
    this.#run = 0;
    this.#repeats = 0;
  }

  /** Fills `output` and returns the bytes written; fewer than its length only at the end of the block. */
  write(output: Uint8Array): number {
    const links = this.#links;
    let checksum = this.#checksum;
    let remaining = this.#remaining;
    let link = this.#link;
    let previous = this.#previous;
    let run = this.#run;
    let repeats = this.#repeats;
    let length = 0;
    while (length < output.length) {
      if (repeats > 0) {
        repeats -= 1;
      } else {
        if (remaining === 0) break;
        remaining -= 1;
        const entry = links[link];
        const byte = entry & 0xff;
        link = entry >>> 8;
        if (run === 4) {
          // After four equal bytes comes the number of further ones.
          run = 0;
          repeats = byte;
          continue;
        }
        run = byte === previous ? run + 1 : 1;
        previous = byte;
      }
      output[length] = previous;
      length += 1;
      checksum = (checksum << 8) ^ CRC_TABLE[((checksum >>> 24) ^ previous) & 0xff];
    }
    this.#checksum = checksum;
    this.#remaining = remaining;
    this.#link = link;
    this.#previous = previous;
    this.#run = run;
    this.#repeats = repeats;
    return length;
  }

  /** The checksum of the block, compared with the stored one. */
  finish(): number {
    const checksum = ~this.#checksum >>> 0;
    if (checksum !== this.#expectedChecksum) throw new Error('a bzip2 block fails its checksum');
    return checksum;
  }
}

/** The byte values that occur, ascending: a map of sixteen rows, then sixteen bits for each row in use. */
function readAlphabet(bits: BitReader): Uint8Array {
  const rows = bits.read(16);
  const values: number[] = [];
  for (let row = 0; row < 16; row += 1) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column += 1) {
      if ((columns & (0x8000 >> column)) !== 0) values.push(row * 16 + column);
    }
  }
  if (values.length === 0) throw new Error('a bzip2 block uses no bytes');
  return Uint8Array.from(values);
}

/** Which code each group of fifty symbols uses, stored by move to front in unary. */
function readSelectors(bits: BitReader, groupCount: number): Uint8Array {
  const count = bits.read(15);
  const front = Uint8Array.from({ length: groupCount }, (_, group) => group);
  const selectors = new Uint8Array(Math.min(count, MAX_SELECTORS));
  for (let place = 0; place < count; place += 1) {
    let index = 0;
    while (bits.read(1) === 1) {
      index += 1;
      if (index >= groupCount) throw new Error('a bzip2 block names a code table that it lacks');
    }
    const group = front[index];
    front.copyWithin(1, 0, index);
    front[0] = group;
    if (place < MAX_SELECTORS) selectors[place] = group;
  }
  return selectors;
}

/** CRC-32 with polynomial 0x04c11db7, highest bit first (not gzip's reflected one). */
function createCrcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte << 24;
    for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
    return value;
  });
}
