import { hashBytes } from '../bytes/hash.ts';
import { StillwebError } from '../errors.ts';
import type { SectionFile } from './section-file.ts';

/**
 * A table of distinct strings with their ordinals, looked up in place through a hash table.
 *
 *   offsets  u32[n + 1]   where string i begins and ends in `bytes`
 *   bytes    u8[]         UTF-8, one string after the other
 *   slots    u32[2^m]     ordinal + 1, or 0 for empty; slot = hash, then the next ones (linear probing); load ≤ 2/3
 *
 * Strings are inserted in ordinal order, so equal tables are equal bytes. Section names carry a prefix: `term.bytes`.
 */
export class StringTable {
  readonly offsets: Uint32Array;
  readonly bytes: Uint8Array;
  readonly slots: Uint32Array;
  readonly #scratch = new Uint8Array(1024);
  readonly #buffer: Buffer;

  constructor(offsets: Uint32Array, bytes: Uint8Array, slots: Uint32Array) {
    this.offsets = offsets;
    this.bytes = bytes;
    this.slots = slots;
    this.#buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws StillwebError INDEX_CORRUPT */
  static read(file: SectionFile, prefix: string): StringTable {
    const offsets = file.get(`${prefix}.offsets`, 'u32');
    const bytes = file.get(`${prefix}.bytes`, 'u8');
    const slots = file.get(`${prefix}.slots`, 'u32');
    const isPowerOfTwo = slots.length > 0 && (slots.length & (slots.length - 1)) === 0;
    const hasRoom = slots.length > offsets.length - 1;
    if (offsets.length === 0 || offsets[offsets.length - 1] !== bytes.length || !isPowerOfTwo || !hasRoom) {
      throw new StillwebError('INDEX_CORRUPT', `${file.file}: the string table ${prefix} contradicts itself`, {
        file: file.file,
      });
    }
    return new StringTable(offsets, bytes, slots);
  }

  get size(): number {
    return this.offsets.length - 1;
  }

  /** The string with this ordinal, 0 … size − 1. */
  get(ordinal: number): string {
    return this.#buffer.toString('utf8', this.offsets[ordinal], this.offsets[ordinal + 1]);
  }

  /** The ordinal of a string, or −1. */
  find(text: string): number {
    let bytes = this.#scratch;
    let length = text.length;
    let isAscii = length <= bytes.length;
    for (let i = 0; isAscii && i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) isAscii = false;
      bytes[i] = unit;
    }
    if (!isAscii) {
      bytes = Buffer.from(text, 'utf8');
      length = bytes.length;
    }
    const { offsets, slots } = this;
    const stored = this.bytes;
    const mask = slots.length - 1;
    let slot = hashBytes(bytes, 0, length) & mask;
    for (let probes = 0; probes <= mask; probes++) {
      const ordinal = slots[slot] - 1;
      if (ordinal < 0) return -1;
      const start = offsets[ordinal];
      if (offsets[ordinal + 1] - start === length) {
        let i = 0;
        while (i < length && stored[start + i] === bytes[i]) i++;
        if (i === length) return ordinal;
      }
      slot = (slot + 1) & mask;
    }
    return -1;
  }
}

/** Smallest power of two that holds `strings` at a load of at most 2/3. */
export function slotCount(strings: number): number {
  let slots = 8;
  while (slots * 2 < strings * 3) slots *= 2;
  return slots;
}

/** The hash slots of a finished table. */
export function makeSlots(offsets: Uint32Array, bytes: Uint8Array): Uint32Array {
  const strings = offsets.length - 1;
  const slots = new Uint32Array(slotCount(strings));
  const mask = slots.length - 1;
  for (let ordinal = 0; ordinal < strings; ordinal++) {
    let slot = hashBytes(bytes, offsets[ordinal], offsets[ordinal + 1]) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = ordinal + 1;
  }
  return slots;
}

/** Offsets are u32, and a typed array of Node 20 ends here too. */
const MAX_BYTES = 0xffffffff;

/** Collects distinct strings in the order of their first appearance. Memory: the bytes and about 10 per string. */
export class StringTableBuilder {
  #offsets: Uint32Array = new Uint32Array(1024);
  #bytes: Uint8Array = new Uint8Array(16_384);
  #slots: Uint32Array = new Uint32Array(2048);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The ordinal of `text`, new or known; compare `size` before and after to tell. */
  add(text: string): number {
    const start = this.#reserve(text.length * 3);
    const bytes = this.#bytes;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 127) return this.#insert(start, start + ENCODER.encodeInto(text, bytes.subarray(start)).written);
      bytes[start + i] = unit;
    }
    return this.#insert(start, start + text.length);
  }

  /** The same for the UTF-8 in `source` from `from` to `to`. */
  addBytes(source: Uint8Array, from: number, to: number): number {
    const start = this.#reserve(to - from);
    const bytes = this.#bytes;
    for (let i = from; i < to; i++) bytes[start + i - from] = source[i];
    return this.#insert(start, start + to - from);
  }

  /** Makes room behind the last string. Returns where that is. */
  #reserve(length: number): number {
    const start = this.#offsets[this.#size];
    if (this.#bytes.length < start + length) {
      if (start + length > MAX_BYTES) throw new RangeError('a string table holds at most 4 GiB');
      this.#bytes = grow(this.#bytes, start + length);
    }
    return start;
  }

  #insert(start: number, end: number): number {
    const slot = this.#slotOf(start, end);
    if (this.#slots[slot] !== 0) return this.#slots[slot] - 1;
    const ordinal = this.#size++;
    if (this.#offsets.length < this.#size + 1) this.#offsets = grow(this.#offsets, this.#size + 1);
    this.#offsets[this.#size] = end;
    this.#slots[slot] = ordinal + 1;
    if (this.#slots.length * 2 < this.#size * 3) this.#slots = makeSlotsOf(this.#offsets, this.#bytes, this.#size);
    return ordinal;
  }

  /** Where the string of these bytes stands, or would. */
  #slotOf(start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashBytes(this.#bytes, start, end) & mask;
    while (this.#slots[slot] !== 0 && !this.#isEqual(this.#slots[slot] - 1, start, end)) slot = (slot + 1) & mask;
    return slot;
  }

  /** The ordinal of a string that was added; −1 for any other. */
  find(text: string): number {
    const start = this.#reserve(text.length * 3);
    const end = start + ENCODER.encodeInto(text, this.#bytes.subarray(start)).written;
    return this.#slots[this.#slotOf(start, end)] - 1;
  }

  /** @param ordinal of a string that was added */
  get(ordinal: number): string {
    return DECODER.decode(this.#bytes.subarray(this.#offsets[ordinal], this.#offsets[ordinal + 1]));
  }

  #isEqual(ordinal: number, start: number, end: number): boolean {
    const at = this.#offsets[ordinal];
    if (this.#offsets[ordinal + 1] - at !== end - start) return false;
    for (let i = 0; i < end - start; i++) if (this.#bytes[at + i] !== this.#bytes[start + i]) return false;
    return true;
  }

  /** The strings added so far, by ordinal; views, valid until the next one is added. */
  view(): { offsets: Uint32Array; bytes: Uint8Array } {
    const offsets = this.#offsets.subarray(0, this.#size + 1);
    return { offsets, bytes: this.#bytes.subarray(0, offsets[this.#size]) };
  }

  /** A table of what was added so far, to look up in; valid until the next string is added. */
  build(): StringTable {
    const { offsets, bytes } = this.view();
    return new StringTable(offsets, bytes, makeSlots(offsets, bytes));
  }
}

function makeSlotsOf(offsets: Uint32Array, bytes: Uint8Array, strings: number): Uint32Array {
  // Twice the final size, so that a growing table is not made anew at every step.
  const doubled = new Uint32Array(slotCount(strings) * 2);
  const mask = doubled.length - 1;
  for (let ordinal = 0; ordinal < strings; ordinal++) {
    let slot = hashBytes(bytes, offsets[ordinal], offsets[ordinal + 1]) & mask;
    while (doubled[slot] !== 0) slot = (slot + 1) & mask;
    doubled[slot] = ordinal + 1;
  }
  return doubled;
}

function grow<T extends Uint8Array | Uint32Array>(array: T, needed: number): T {
  const length = Math.min(MAX_BYTES, Math.max(needed, array.length * 2));
  const grown = new (array.constructor as new (length: number) => T)(length);
  grown.set(array as never);
  return grown;
}

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();
