import { ByteWriter } from '../bytes/byte-writer.ts';
import { StillwebError } from '../errors.ts';
import type { SectionArray, SectionFile } from './section-file.ts';

/**
 * The terms of a shard in byte order of their UTF-8, looked up in place by bisection.
 *
 * Sixteen terms make a block. A term leaves out the bytes that it shares with the one before it in its block:
 *
 *   term.keys    u32[⌈n / 16⌉]      first four bytes of the first term of each block as a big-endian number, zeros behind
 *   term.blocks  u32[⌈n / 16⌉ + 1]  where each block begins in `term.bytes`; last its length
 *   term.bytes   u8    per term: shared | rest << 4, where 15 says "15 or more, and a varint follows with what is above
 *                      15" (that of `shared` first); then `rest` bytes. `shared` is 0 for the first of a block.
 *
 * @see Witten, Moffat and Bell, "Managing Gigabytes", 1999, section 4.1: front coding
 */
export class TermTable {
  readonly size: number;
  readonly #keys: Uint32Array;
  readonly #blocks: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #file: string;
  /** UTF-8 of the terms that are looked for, and visited; longer ones get room of their own. */
  readonly #wanted = new Uint8Array(1024);
  readonly #visited = new Uint8Array(1024);
  /** What `#readHead` found: bytes shared, bytes that follow, and where those are. */
  #shared = 0;
  #rest = 0;
  #at = 0;

  /** @param size n @param file which they are of */
  constructor(size: number, keys: Uint32Array, blocks: Uint32Array, bytes: Uint8Array, file: string) {
    this.#file = file;
    this.size = size;
    this.#keys = keys;
    this.#blocks = blocks;
    this.#bytes = bytes;
  }

  /** @param size as another file says it @throws StillwebError INDEX_CORRUPT */
  static read(file: SectionFile, size: number): TermTable {
    const keys = file.get('term.keys', 'u32', Math.ceil(size / BLOCK_TERMS));
    const blocks = file.get('term.blocks', 'u32', keys.length + 1);
    const bytes = file.get('term.bytes', 'u8');
    if (blocks[blocks.length - 1] !== bytes.length) {
      throw endsElsewhere(file.file);
    }
    return new TermTable(size, keys, blocks, bytes, file.file);
  }

  /** All terms, by ordinal. @throws StillwebError INDEX_CORRUPT */
  *all(): Generator<string> {
    let term = Buffer.alloc(256);
    let length = 0;
    for (let ordinal = 0, at = 0; ordinal < this.size; ordinal++) {
      this.#readHead(at);
      if (this.#shared > length || this.#at + this.#rest > this.#bytes.length) throw endsElsewhere(this.#file);
      length = this.#shared + this.#rest;
      if (length > term.length) term = Buffer.concat([term], length * 2);
      at = this.#at + this.#rest;
      term.set(this.#bytes.subarray(this.#at, at), this.#shared);
      yield term.toString('utf8', 0, length);
    }
  }

  /** The ordinal of a term, or −1. */
  find(text: string): number {
    let wanted = this.#wanted;
    let length = text.length;
    let isAscii = length <= wanted.length;
    for (let i = 0; isAscii && i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) isAscii = false;
      wanted[i] = unit;
    }
    if (!isAscii) {
      wanted = Buffer.from(text, 'utf8');
      length = wanted.length;
    }
    return this.findBytes(wanted, length, 0, this.blocks);
  }

  /** Blocks of sixteen terms, the last may have fewer. */
  get blocks(): number {
    return this.#keys.length;
  }

  /** `find` in the blocks `low` … `high` − 1. @param wanted UTF-8, of which `length` bytes count */
  findBytes(wanted: Uint8Array, length: number, low: number, high: number): number {
    return this.#findInBlock(this.blockOf(wanted, length, low, high), wanted, length);
  }

  /** The last of the blocks `low` … `high` − 1 whose first term does not come behind the one wanted; `low` where none is so. */
  blockOf(wanted: Uint8Array, length: number, low: number, high: number): number {
    const keys = this.#keys;
    const key = keyOf(wanted, length);
    let found = low;
    for (let end = high; end - found > 1; ) {
      const middle = (found + end) >>> 1;
      const other = keys[middle];
      if (other > key || (other === key && this.#startsAfter(middle, wanted, length))) end = middle;
      else found = middle;
    }
    return found;
  }

  /**
   * Names the terms of the blocks `low` … `high` − 1, in their order.
   * @param visit is given the UTF-8 of a term, valid until it returns, and the ordinal. Terms behind it that begin with as many
   *   of its bytes as it gives back are passed over; with Infinity none is
   * @throws StillwebError INDEX_CORRUPT
   */
  visitBlocks(low: number, high: number, visit: (term: Uint8Array, length: number, ordinal: number) => number): void {
    const bytes = this.#bytes;
    const end = Math.min(this.size, high * BLOCK_TERMS);
    let term = this.#visited;
    let length = 0;
    let passed = Number.POSITIVE_INFINITY;
    for (let ordinal = low * BLOCK_TERMS, at = this.#blocks[low]; ordinal < end; ordinal++) {
      const head = bytes[at];
      let shared = head & LONG;
      let from = at + 1;
      at = from + (head >>> 4);
      if (shared === LONG || head >>> 4 === LONG) {
        this.#readHead(from - 1);
        shared = this.#shared;
        from = this.#at;
        at = from + this.#rest;
      }
      if (shared > length || at > bytes.length) throw endsElsewhere(this.#file);
      length = shared + at - from;
      // The bytes before `passed` are still those of the term that was visited last.
      if (shared >= passed) continue;
      if (length > term.length) term = Buffer.concat([term], length * 2);
      for (let to = shared; from < at; from++, to++) term[to] = bytes[from];
      passed = visit(term, length, ordinal);
    }
  }

  /** Whether the first term of a block comes behind the one looked for. */
  #startsAfter(block: number, wanted: Uint8Array, length: number): boolean {
    const bytes = this.#bytes;
    let at = this.#blocks[block];
    let rest = bytes[at++] >>> 4;
    if (rest === LONG) {
      this.#readHead(at - 1);
      at = this.#at;
      rest = this.#rest;
    }
    const shorter = Math.min(rest, length);
    for (let i = 0; i < shorter; i++, at++) {
      if (bytes[at] !== wanted[i]) return bytes[at] > wanted[i];
    }
    return rest > length;
  }

  /** Whether a term of the blocks `low` … `high` − 1, or the first behind them, begins with these bytes. @param length 1 or more */
  holdsBeginning(wanted: Uint8Array, length: number, low: number, high: number): boolean {
    const bytes = this.#bytes;
    const block = this.blockOf(wanted, length, low, high);
    // And the first term of the next block, the smallest that comes behind.
    const behind = (block + 1) * BLOCK_TERMS;
    let equal = 0;
    for (let ordinal = block * BLOCK_TERMS, next = this.#blocks[block]; ordinal <= behind; ordinal++) {
      if (ordinal === this.size) break;
      if (ordinal === behind) equal = 0;
      const head = bytes[next];
      let shared = head & LONG;
      let at = next + 1;
      next = at + (head >>> 4);
      if (shared === LONG || head >>> 4 === LONG) {
        this.#readHead(at - 1);
        shared = this.#shared;
        at = this.#at;
        next = at + this.#rest;
      }
      if (shared > equal) continue;
      if (shared < equal) return false;
      while (at < next && equal < length && bytes[at] === wanted[equal]) {
        at++;
        equal++;
      }
      if (equal === length) return true;
      if (at < next && bytes[at] > wanted[equal]) return false;
    }
    return false;
  }

  /** Compares no byte twice: a term that shares more, or less, with the one before than the wanted one does decides at once. */
  #findInBlock(block: number, wanted: Uint8Array, length: number): number {
    const bytes = this.#bytes;
    const first = block * BLOCK_TERMS;
    const end = Math.min(this.size, first + BLOCK_TERMS);
    let equal = 0;
    for (let ordinal = first, next = this.#blocks[block]; ordinal < end; ordinal++) {
      const head = bytes[next];
      let shared = head & LONG;
      let at = next + 1;
      next = at + (head >>> 4);
      if (shared === LONG || head >>> 4 === LONG) {
        this.#readHead(at - 1);
        shared = this.#shared;
        at = this.#at;
        next = at + this.#rest;
      }
      if (shared > equal) continue;
      if (shared < equal) return -1;
      while (at < next && equal < length && bytes[at] === wanted[equal]) {
        at++;
        equal++;
      }
      if (at === next) {
        if (equal === length) return ordinal;
      } else if (equal === length || bytes[at] > wanted[equal]) return -1;
    }
    return -1;
  }

  /** Whether the sections are those that `encodeTerms` makes of these terms. @throws StillwebError INDEX_CORRUPT */
  isAsEncoded(): boolean {
    const encoded = encodeTerms(this.#encodedTerms());
    const sections = { 'term.keys': this.#keys, 'term.blocks': this.#blocks, 'term.bytes': this.#bytes };
    return Object.entries(sections).every(([name, found]) => {
      const expected = encoded[name];
      return expected.length === found.length && expected.every((value: number, i: number) => value === found[i]);
    });
  }

  *#encodedTerms(): Generator<Uint8Array> {
    for (const term of this.all()) yield Buffer.from(term, 'utf8');
  }

  #readHead(at: number): void {
    const head = this.#bytes[at];
    this.#at = at + 1;
    this.#shared = head & 15;
    this.#rest = head >>> 4;
    if (this.#shared === LONG) this.#shared += this.#readVarint();
    if (this.#rest === LONG) this.#rest += this.#readVarint();
  }

  #readVarint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes[this.#at++];
      value |= (byte & 127) << shift;
      // A damaged file must not be read without an end.
      if (!(byte > 127) || shift === 28) return value >>> 0;
    }
  }
}

function endsElsewhere(file: string): StillwebError {
  return new StillwebError('INDEX_CORRUPT', `${file}: the terms do not end where they should`, { file });
}

export const BLOCK_TERMS = 16;
/** A length of four bits that says that more follows. */
export const LONG = 15;

function keyOf(term: Uint8Array, length: number): number {
  let key = 0;
  for (let i = 0; i < 4; i++) key = (key << 8) | (i < length ? term[i] : 0);
  return key >>> 0;
}

/**
 * The sections of a table.
 *
 * @param terms the UTF-8 of each, distinct and ascending; a view need only be valid until the next
 */
export function encodeTerms(terms: Iterable<Uint8Array>): Record<string, SectionArray> {
  const out = new ByteWriter(1 << 16);
  const keys: number[] = [];
  const blocks: number[] = [];
  let previous = new Uint8Array(256);
  let ordinal = 0;
  for (const term of terms) {
    let shared = 0;
    if (ordinal++ % BLOCK_TERMS === 0) {
      keys.push(keyOf(term, term.length));
      blocks.push(out.length);
    } else while (shared < term.length && term[shared] === previous[shared]) shared++;
    const rest = term.length - shared;
    out.byte(Math.min(shared, LONG) | (Math.min(rest, LONG) << 4));
    if (shared >= LONG) out.varint(shared - LONG);
    if (rest >= LONG) out.varint(rest - LONG);
    out.appendRange(term, shared, term.length);
    if (term.length >= previous.length) previous = new Uint8Array(term.length * 2);
    previous.set(term);
    // No term goes on with this byte, so what an earlier, longer one left behind is not compared.
    previous[term.length] = 0xff;
  }
  blocks.push(out.length);
  return {
    'term.keys': Uint32Array.from(keys),
    'term.blocks': Uint32Array.from(blocks),
    'term.bytes': out.view().slice(),
  };
}
