import { dataViewOf } from '../bytes/data-view.ts';
import { StillwebError } from '../errors.ts';

/**
 * Where terms stand in their passages, for phrases. Read in place: nothing before the positions of a posting has to be decoded.
 *
 * `positions-SSS.bin` (kind POSN), n terms in the order of `terms-SSS.bin`:
 *
 *   base    f64[⌈n / 16⌉]  where the positions of each block of sixteen terms begin in `bytes`
 *   start   u32[n]         those of a term: half of the distance to that place × 4 + form
 *   bytes   u8[]           the positions of each term
 *
 * A term has an entry for each entry of its list of postings; one that only bridges a gap has no position. Up to 64 entries are one
 * block. Of more, each 64 are one, and before them stands a `start` for each block, u32, counted from the beginning of the term.
 *
 *   counts     as many as entries: how many positions each has
 *   positions  of all entries, one after the other, ascending within an entry
 *   0          where that makes an even number of bytes
 *
 * A block has the first of the four forms that its numbers fit. Position 0 is the first word of the title; the text follows the title
 * after a gap of one.
 *
 * @see docs/format.md
 */
export const POSITIONS_KIND = 'POSN';

/** Entries of a block. */
export const BLOCK_ENTRIES = 64;

export interface PositionForm {
  /** Bytes of a count, and of a position. */
  readonly countBytes: 1 | 2 | 4;
  readonly positionBytes: 1 | 2 | 4;
}

/** By number, 0 … 3. */
export const POSITION_FORMS: readonly PositionForm[] = [
  { countBytes: 1, positionBytes: 1 },
  { countBytes: 1, positionBytes: 2 },
  { countBytes: 2, positionBytes: 2 },
  { countBytes: 4, positionBytes: 4 },
];
const FORM_BITS = 2;
const START_BYTES = 4;
/** Places count pairs of bytes. */
const UNIT_BYTES = 2;
/** Most bytes from the place of a block of sixteen terms, or of a term, to what a `start` can name. */
export const MAX_START_BYTES = (2 ** (32 - FORM_BITS) - 1) * UNIT_BYTES;

/** The first form that takes a block of these largest numbers. */
export function choosePositionForm(largestCount: number, largestPosition: number): number {
  if (largestCount > 0xffff || largestPosition > 0xffff) return 3;
  if (largestCount > 0xff) return 2;
  return largestPosition > 0xff ? 1 : 0;
}

/** @param bytes even, at most MAX_START_BYTES */
export function writeStart(bytes: number, form: number): number {
  return (bytes / UNIT_BYTES) * 2 ** FORM_BITS + form;
}

export function readStart(start: number): { readonly bytes: number; readonly form: number } {
  return { bytes: (start >>> FORM_BITS) * UNIT_BYTES, form: start & (2 ** FORM_BITS - 1) };
}

export function positionBlocks(entries: number): number {
  return Math.ceil(entries / BLOCK_ENTRIES);
}

/** Bytes of the starts of the blocks of a term: none for a single one. */
export function startBytes(entries: number): number {
  return entries > BLOCK_ENTRIES ? positionBlocks(entries) * START_BYTES : 0;
}

export function padToUnit(bytes: number): number {
  return bytes + (bytes % UNIT_BYTES);
}

/** Where the positions of a term are. */
export interface PositionPlace {
  /** First byte in `bytes`, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** Of its only block; 0 where it has several. */
  readonly form: number;
}

/** Reads bytes of one term. @param at from its beginning */
export type ReadTermBytes = (at: number, bytes: number) => Uint8Array;

const NOTHING: DataView = new DataView(new ArrayBuffer(0));

/** Reads the positions of one term, of any entry, a block at a time. Its bytes are not trusted. */
export class PositionCursor {
  readonly #file: string;
  readonly #read: ReadTermBytes;
  readonly #entries: number;
  readonly #bytes: number;
  readonly #form: number;
  #starts: DataView | null = null;
  /** The block read last: its number, its bytes, its form, and where the positions of each entry begin. */
  #block = -1;
  #held: DataView = NOTHING;
  #heldForm: PositionForm = POSITION_FORMS[0];
  readonly #places: Float64Array;
  #next = 0;

  /**
   * @param file which they are of
   * @param entries of the list of the term
   * @param read reads what lies inside `start` … `end`
   */
  constructor(file: string, entries: number, { start, end, form }: PositionPlace, read: ReadTermBytes) {
    this.#file = file;
    this.#read = read;
    this.#entries = entries;
    this.#bytes = end - start;
    this.#form = form;
    // Most terms have few entries, and a cursor is made for each of them.
    this.#places = new Float64Array(Math.min(entries, BLOCK_ENTRIES) + 1);
  }

  /** Whether `next` has given the last entry. */
  get isAtEnd(): boolean {
    return this.#next === this.#entries;
  }

  /** The entry that `next` gave last. */
  get entry(): number {
    return this.#next - 1;
  }

  /** The positions of an entry, ascending; none where it only bridges a gap. @throws StillwebError INDEX_CORRUPT */
  at(entry: number): number[] {
    this.#load(entry);
    const at = entry % BLOCK_ENTRIES;
    const positions: number[] = [];
    const { positionBytes } = this.#heldForm;
    for (let place = this.#places[at]; place < this.#places[at + 1]; place += positionBytes)
      positions.push(readNumber(this.#held, place, positionBytes));
    return positions;
  }

  /** The positions of the next entry that has any. @throws StillwebError INDEX_CORRUPT */
  next(): number[] {
    while (this.#next < this.#entries) {
      const positions = this.at(this.#next++);
      if (positions.length > 0) return positions;
    }
    throw this.#endsEarly();
  }

  /** Whether every byte is the one that the format gives to these numbers. @throws StillwebError INDEX_CORRUPT */
  isAsWritten(): boolean {
    const blocks = positionBlocks(this.#entries);
    if (blocks > 1 && this.#form !== 0) return false;
    let end = startBytes(this.#entries);
    for (let block = 0; block < blocks; block++) {
      const place = this.#placeOf(block);
      if (place.start !== end) return false;
      this.#load(block * BLOCK_ENTRIES);
      const held = Math.min(BLOCK_ENTRIES, this.#entries - block * BLOCK_ENTRIES);
      let largestCount = 0;
      let largestPosition = 0;
      const { positionBytes } = this.#heldForm;
      for (let at = 0; at < held; at++) {
        const end = this.#places[at + 1];
        const bytes = end - this.#places[at];
        if (bytes === 0) continue;
        largestCount = Math.max(largestCount, bytes / positionBytes);
        largestPosition = Math.max(largestPosition, readNumber(this.#held, end - positionBytes, positionBytes));
      }
      if (place.form !== choosePositionForm(largestCount, largestPosition)) return false;
      const last = this.#places[held];
      if (this.#held.byteLength !== padToUnit(last)) return false;
      if (last < this.#held.byteLength && this.#held.getUint8(last) !== 0) return false;
      end = place.end;
    }
    return end === this.#bytes;
  }

  #load(entry: number): void {
    const block = Math.floor(entry / BLOCK_ENTRIES);
    if (block === this.#block) return;
    const { start, end, form } = this.#placeOf(block);
    if (start < 0 || start > end || end > this.#bytes) throw this.#endsEarly();
    const held = Math.min(BLOCK_ENTRIES, this.#entries - block * BLOCK_ENTRIES);
    const bytes = dataViewOf(this.#read(start, end - start));
    const { countBytes, positionBytes } = POSITION_FORMS[form];
    let place = held * countBytes;
    if (place > bytes.byteLength) throw this.#endsEarly();
    for (let at = 0; at < held; at++) {
      this.#places[at] = place;
      place += readNumber(bytes, at * countBytes, countBytes) * positionBytes;
    }
    if (place > bytes.byteLength) throw this.#endsEarly();
    this.#places[held] = place;
    this.#held = bytes;
    this.#heldForm = POSITION_FORMS[form];
    this.#block = block;
  }

  #placeOf(block: number): PositionPlace {
    const blocks = positionBlocks(this.#entries);
    if (blocks <= 1) return { start: 0, end: this.#bytes, form: this.#form };
    if (blocks * START_BYTES > this.#bytes) throw this.#endsEarly();
    this.#starts ??= dataViewOf(this.#read(0, blocks * START_BYTES));
    const { bytes: start, form } = readStart(this.#starts.getUint32(block * START_BYTES, true));
    if (block + 1 === blocks) return { start, end: this.#bytes, form };
    return { start, end: readStart(this.#starts.getUint32((block + 1) * START_BYTES, true)).bytes, form };
  }

  #endsEarly(): StillwebError {
    return new StillwebError('INDEX_CORRUPT', `${this.#file}: the positions of a term end early`, { file: this.#file });
  }
}

function readNumber(view: DataView, at: number, bytes: 1 | 2 | 4): number {
  if (bytes === 1) return view.getUint8(at);
  return bytes === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
}
