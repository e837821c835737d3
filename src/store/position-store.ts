import { join } from 'node:path';
import { dataViewOf } from '../bytes/data-view.ts';
import { StillwebError } from '../errors.ts';
import { positionsFile } from '../format/file-names.ts';
import { POSITIONS_KIND, PositionCursor, type PositionPlace, readStart } from '../format/positions.ts';
import { readSectionTable, type Section } from '../format/section-file.ts';
import { BLOCK_TERMS } from '../format/term-table.ts';
import { closeSync, fstatSync, readSync } from './file-system.ts';
import { openRegular } from './regular-file.ts';
import { openFault } from './storage-fault.ts';

const HEAD_BYTES = 4096;
/** What is read at once for whoever goes through all terms in order. */
const AHEAD_BYTES = 256 * 1024;

/** Gives bytes of a file. Whoever takes them does not change them. */
interface FileBytes {
  readonly bytes: number;
  /** @param part which of the sections it is of */
  read(part: number, at: number, bytes: number): Uint8Array;
  close(): void;
}

const HEAD = 0;
const BASE = 1;
const START = 2;
const BYTES = 3;
const PARTS = [HEAD, BASE, START, BYTES];

const NOTHING: Buffer = Buffer.alloc(0);

/** The positions of one shard, a block of a term at a time: from disk, or out of memory that holds the file. */
export class PositionStore {
  readonly #name: string;
  readonly #file: FileBytes;
  readonly #base: Section;
  readonly #start: Section;
  readonly #bytes: Section;
  /** The block of terms asked for last, and its base: who asks for one term asks for the next one too. */
  #lastBlock = -1;
  #lastBase = 0;

  /** @throws StillwebError INDEX_CORRUPT */
  private constructor(name: string, file: FileBytes) {
    this.#name = name;
    this.#file = file;
    const head = file.read(HEAD, 0, Math.min(HEAD_BYTES, file.bytes));
    const table = readSectionTable(name, POSITIONS_KIND, head, file.bytes);
    this.#base = this.#section(table, 'base', 'f64');
    this.#start = this.#section(table, 'start', 'u32');
    this.#bytes = this.#section(table, 'bytes', 'u8');
  }

  /**
   * @param isInOrder whether all terms will be opened, one after the other: then many are read at once
   * @throws StillwebError INDEX_CORRUPT
   */
  static open(folder: string, shard: number, isInOrder = false): PositionStore {
    const name = positionsFile(shard);
    const file = new DiskBytes(folder, name, isInOrder ? AHEAD_BYTES : 0);
    try {
      return new PositionStore(name, file);
    } catch (fault) {
      file.close();
      throw fault;
    }
  }

  /** @param bytes the whole file @throws StillwebError INDEX_CORRUPT */
  static view(shard: number, bytes: Uint8Array): PositionStore {
    return new PositionStore(positionsFile(shard), {
      bytes: bytes.length,
      read: (_part, at, length) => bytes.subarray(at, at + length),
      close: () => {},
    });
  }

  #section(table: Map<string, Section>, name: string, type: Section['type']): Section {
    const section = table.get(name);
    if (section?.type === type) return section;
    throw new StillwebError('INDEX_CORRUPT', `${this.#name} has no section ${name}`, { file: this.#name });
  }

  /** Where `bytes` begins in the file. */
  get bytesAt(): number {
    return this.#bytes.offset;
  }

  /** Whether the positions of so many terms are all that is there. */
  covers(terms: number): boolean {
    if (this.#start.elements !== terms || this.#base.elements !== Math.ceil(terms / BLOCK_TERMS)) return false;
    if (terms === 0) return this.#bytes.elements === 0;
    return this.#placeAt(0) === 0;
  }

  /** @throws StillwebError INDEX_CORRUPT */
  place(term: number): PositionPlace {
    if (term >= this.#start.elements) throw this.#outside(term);
    const start = this.#placeAt(term);
    const end = term + 1 === this.#start.elements ? this.#bytes.bytes : this.#placeAt(term + 1);
    if (!(Number.isInteger(start) && start >= 0 && end >= start && end <= this.#bytes.bytes)) throw this.#outside(term);
    return { start, end, form: readStart(this.#startOf(term)).form };
  }

  /** @param entries of the list of the term @throws StillwebError INDEX_CORRUPT */
  open(term: number, entries: number): PositionCursor {
    const place = this.place(term);
    const first = this.#bytes.offset + place.start;
    return new PositionCursor(this.#name, entries, place, (at, bytes) => this.#file.read(BYTES, first + at, bytes));
  }

  #placeAt(term: number): number {
    const block = Math.floor(term / BLOCK_TERMS);
    if (block >= this.#base.elements) throw this.#outside(term);
    if (block !== this.#lastBlock) {
      this.#lastBase = dataViewOf(this.#file.read(BASE, this.#base.offset + block * 8, 8)).getFloat64(0, true);
      this.#lastBlock = block;
    }
    return this.#lastBase + readStart(this.#startOf(term)).bytes;
  }

  /** As it is written. */
  #startOf(term: number): number {
    const bytes = this.#file.read(START, this.#start.offset + term * 4, 4);
    return (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  }

  #outside(term: number): StillwebError {
    const message = `${this.#name}: the positions of term ${term} lie outside`;
    return new StillwebError('INDEX_CORRUPT', message, { file: this.#name });
  }

  close(): void {
    this.#file.close();
  }
}

class DiskBytes implements FileBytes {
  readonly bytes: number;
  readonly #name: string;
  readonly #file: number;
  readonly #aheadBytes: number;
  /** Read last of each part, and where it begins in the file. */
  readonly #ahead: { readonly at: number; readonly bytes: Buffer }[] = PARTS.map(() => ({ at: 0, bytes: NOTHING }));

  /** @param aheadBytes read at once, at least; 0: what is asked for */
  constructor(folder: string, name: string, aheadBytes: number) {
    this.#name = name;
    this.#aheadBytes = aheadBytes;
    try {
      this.#file = openRegular(join(folder, name));
    } catch (cause) {
      throw openFault(name, cause);
    }
    this.bytes = fstatSync(this.#file).size;
  }

  read(part: number, at: number, bytes: number): Uint8Array {
    if (bytes >= this.#aheadBytes) return this.#readNow(at, bytes);
    let ahead: { readonly at: number; readonly bytes: Buffer } = this.#ahead[part];
    if (at < ahead.at || at + bytes > ahead.at + ahead.bytes.length) {
      const length = Math.max(bytes, Math.min(this.#aheadBytes, this.bytes - at));
      ahead = { at, bytes: this.#readNow(at, length) };
      this.#ahead[part] = ahead;
    }
    return ahead.bytes.subarray(at - ahead.at, at - ahead.at + bytes);
  }

  #readNow(at: number, bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes);
    for (let read = 0; read < bytes; ) {
      const count = readSync(this.#file, buffer, read, bytes - read, at + read);
      if (count === 0) throw this.#endsEarly();
      read += count;
    }
    return buffer;
  }

  #endsEarly(): StillwebError {
    return new StillwebError('INDEX_CORRUPT', `${this.#name} ends early`, { file: this.#name });
  }

  close(): void {
    closeSync(this.#file);
  }
}
