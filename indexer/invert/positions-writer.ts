import { countBridges } from '../../src/format/frequent-list.ts';
import {
  BLOCK_ENTRIES,
  choosePositionForm,
  MAX_START_BYTES,
  POSITION_FORMS,
  POSITIONS_KIND,
  padToUnit,
  startBytes,
  writeStart,
} from '../../src/format/positions.ts';
import { BLOCK_TERMS } from '../../src/format/term-table.ts';
import { WINDOW_PASSAGES } from '../../src/limits.ts';
import { type SectionColumn, SectionFileWriter, type SectionStream } from '../../src/store/section-file-writer.ts';

/** Most bytes of a position and of a count, and most entries of a posting: no list of gaps has twice as many. */
const WIDEST = 4;
const MOST_ENTRIES = 2;

/** Lays out `positions-SSS.bin`. */
export class PositionsWriter {
  readonly #file: SectionFileWriter;
  readonly #base: SectionColumn;
  readonly #start: SectionColumn;
  readonly #stream: SectionStream;
  #terms = 0;
  /** Bytes before the term at hand, and before its block of terms. */
  #end = 0;
  #blockAt = 0;
  /** The term at hand. */
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  /** The block of entries at hand. */
  readonly #counts = new Uint32Array(BLOCK_ENTRIES);
  #entries = 0;
  #positions = new Uint32Array(1 << 10);
  #held = 0;
  #largestCount = 0;
  #largestPosition = 0;

  /** @param positionBytes of each term, as `add` takes them */
  constructor(path: string, frequencies: Uint32Array, positionBytes: Float64Array) {
    let bound = 0;
    for (let term = 0; term < frequencies.length; term++) {
      // A byte is a count or a gap at least; blocks add their starts and what makes them even.
      bound += (positionBytes[term] + frequencies[term]) * WIDEST + frequencies[term] * MOST_ENTRIES + 8;
    }
    this.#file = new SectionFileWriter(path, POSITIONS_KIND, [
      { name: 'base', type: 'f64', elements: Math.ceil(frequencies.length / BLOCK_TERMS) },
      { name: 'start', type: 'u32', elements: frequencies.length },
      { name: 'bytes', type: 'u8', elements: bound },
    ]);
    this.#base = this.#file.column('base');
    this.#start = this.#file.column('start');
    this.#stream = this.#file.section('bytes');
  }

  /**
   * Takes the positions of the next term.
   *
   * @param passages its postings
   * @param gapBits of its list
   * @param varints for each posting a count, then as many gaps, the first from 0
   * @param at where they begin
   */
  add(passages: Uint32Array, gapBits: number, varints: Uint8Array, at: number): void {
    if (this.#terms++ % BLOCK_TERMS === 0) {
      this.#base.push(this.#end);
      this.#blockAt = this.#end;
    }
    const entries = countEntries(passages, gapBits);
    const start = this.#end - this.#blockAt;
    this.#length = 0;
    this.#reserve(startBytes(entries));
    this.#length = startBytes(entries);
    const form = this.#addEntries(passages, gapBits, varints, at, entries > BLOCK_ENTRIES);
    if (start > MAX_START_BYTES || this.#length > MAX_START_BYTES) {
      throw new RangeError('the positions of sixteen terms of a shard take more than 2 GiB');
    }
    this.#start.push(writeStart(start, form));
    this.#stream.append(this.#bytes.subarray(0, this.#length));
    this.#end += this.#length;
  }

  /** @returns the form of the only block; 0 where there are several */
  #addEntries(passages: Uint32Array, gapBits: number, varints: Uint8Array, start: number, areBlocks: boolean): number {
    let at = start;
    const varint = (): number => {
      let byte = varints[at++];
      let value = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = varints[at++];
        value |= (byte & 127) << shift;
      }
      return value >>> 0;
    };
    let window = 0;
    let previous = 0;
    let blocks = 0;
    let form = 0;
    const end = (): void => {
      const place = this.#length;
      form = this.#writeBlock();
      if (areBlocks) writeNumber(this.#bytes, blocks++ * 4, writeStart(place, form), 4);
    };
    for (const passage of passages) {
      if (passage >= window + WINDOW_PASSAGES) {
        window = passage - (passage % WINDOW_PASSAGES);
        previous = window;
      }
      for (let bridges = countBridges(passage - previous, gapBits); bridges > 0; bridges--) {
        if (this.#entries === BLOCK_ENTRIES) end();
        this.#counts[this.#entries++] = 0;
      }
      previous = passage;
      if (this.#entries === BLOCK_ENTRIES) end();
      const count = varint();
      this.#counts[this.#entries++] = count;
      if (count > this.#largestCount) this.#largestCount = count;
      if (this.#held + count > this.#positions.length) this.#growPositions(count);
      let position = 0;
      for (let i = 0; i < count; i++) {
        position += varint();
        this.#positions[this.#held++] = position;
      }
      if (position > this.#largestPosition) this.#largestPosition = position;
    }
    end();
    return areBlocks ? 0 : form;
  }

  /** Writes the block at hand behind what the term has, and begins the next. @returns its form */
  #writeBlock(): number {
    const form = choosePositionForm(this.#largestCount, this.#largestPosition);
    const { countBytes, positionBytes } = POSITION_FORMS[form];
    const bytes = padToUnit(this.#entries * countBytes + this.#held * positionBytes);
    this.#reserve(bytes);
    let at = this.#length;
    for (let i = 0; i < this.#entries; i++, at += countBytes) writeNumber(this.#bytes, at, this.#counts[i], countBytes);
    for (let i = 0; i < this.#held; i++, at += positionBytes) {
      writeNumber(this.#bytes, at, this.#positions[i], positionBytes);
    }
    this.#length += bytes;
    if (at < this.#length) this.#bytes[at] = 0;
    this.#entries = 0;
    this.#held = 0;
    this.#largestCount = 0;
    this.#largestPosition = 0;
    return form;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array((this.#length + bytes) * 2);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  #growPositions(count: number): void {
    const grown = new Uint32Array((this.#held + count) * 2);
    grown.set(this.#positions.subarray(0, this.#held));
    this.#positions = grown;
  }

  finish(): void {
    this.#file.endEarly('bytes');
    this.#file.finish();
  }

  /** Closes the file as it is, behind a fault. */
  abandon(): void {
    this.#file.abandon();
  }
}

/** Entries of the list of these postings. */
function countEntries(passages: Uint32Array, gapBits: number): number {
  let entries = passages.length;
  if (gapBits === 0) return entries;
  let window = 0;
  let previous = 0;
  for (const passage of passages) {
    if (passage >= window + WINDOW_PASSAGES) {
      window = passage - (passage % WINDOW_PASSAGES);
      previous = window;
    }
    entries += countBridges(passage - previous, gapBits);
    previous = passage;
  }
  return entries;
}

function writeNumber(bytes: Uint8Array, at: number, value: number, width: 1 | 2 | 4): void {
  bytes[at] = value;
  if (width === 1) return;
  bytes[at + 1] = value >>> 8;
  if (width === 2) return;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
