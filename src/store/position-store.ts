import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { positionsFile } from '../format/file-names.ts';
import { POSITIONS_KIND, PositionCursor } from '../format/positions.ts';
import { readSectionTable, type Section } from '../format/section-file.ts';
import { closeSync, fstatSync, readSync } from './file-system.ts';
import { openRegular } from './regular-file.ts';
import { openFault } from './storage-fault.ts';

const HEAD_BYTES = 4096;
/** What is read at once for whoever goes through all terms in order. */
const AHEAD_BYTES = 256 * 1024;

const NOTHING: Buffer = Buffer.alloc(0);

/** The positions of one shard, read from disk a term at a time. */
export class PositionStore {
  readonly #name: string;
  readonly #file: number;
  readonly #offset: Section;
  readonly #bytes: Section;
  readonly #aheadBytes: number;
  /** Read last of either section, and where it begins in the file. */
  readonly #ahead = { offset: { at: 0, bytes: NOTHING }, bytes: { at: 0, bytes: NOTHING } };

  /**
   * @param isInOrder whether all terms will be opened, one after the other: then many are read at once
   * @throws StillwebError INDEX_CORRUPT
   */
  constructor(folder: string, shard: number, isInOrder = false) {
    this.#aheadBytes = isInOrder ? AHEAD_BYTES : 0;
    this.#name = positionsFile(shard);
    try {
      this.#file = openRegular(join(folder, this.#name));
    } catch (cause) {
      throw openFault(this.#name, cause);
    }
    const head = this.#read(0, Math.min(HEAD_BYTES, fstatSync(this.#file).size));
    const table = readSectionTable(this.#name, POSITIONS_KIND, head, fstatSync(this.#file).size);
    this.#offset = this.#section(table, 'offset', 'f64');
    this.#bytes = this.#section(table, 'bytes', 'u8');
  }

  #section(table: Map<string, Section>, name: string, type: Section['type']): Section {
    const section = table.get(name);
    if (section?.type === type) return section;
    throw new StillwebError('INDEX_CORRUPT', `${this.#name} has no section ${name}`, { file: this.#name });
  }

  /** Whether the positions of so many terms are all that is there. */
  covers(terms: number): boolean {
    const { offset, elements } = this.#offset;
    if (elements !== terms + 1) return false;
    const first = this.#read(offset, 8).readDoubleLE(0);
    const last = this.#read(offset + terms * 8, 8).readDoubleLE(0);
    return first === 0 && last === this.#bytes.bytes;
  }

  /** The positions of a term, posting after posting. One read of all of them: at most a few MB for the commonest. @throws StillwebError INDEX_CORRUPT */
  open(term: number): PositionCursor {
    if (term + 1 >= this.#offset.elements) throw this.#outside(term);
    const places = this.#readAhead('offset', this.#offset.offset + term * 8, 16);
    const start = places.readDoubleLE(0);
    const end = places.readDoubleLE(8);
    const arePlaces = Number.isInteger(start) && Number.isInteger(end);
    if (!(arePlaces && start >= 0 && end >= start && end <= this.#bytes.bytes)) throw this.#outside(term);
    return new PositionCursor(this.#readAhead('bytes', this.#bytes.offset + start, end - start), this.#name);
  }

  #readAhead(section: 'offset' | 'bytes', at: number, bytes: number): Buffer {
    if (bytes >= this.#aheadBytes) return this.#read(at, bytes);
    let ahead = this.#ahead[section];
    if (at < ahead.at || at + bytes > ahead.at + ahead.bytes.length) {
      const { offset, bytes: held } = section === 'offset' ? this.#offset : this.#bytes;
      ahead = { at, bytes: this.#read(at, Math.min(this.#aheadBytes, offset + held - at)) };
      this.#ahead[section] = ahead;
    }
    return ahead.bytes.subarray(at - ahead.at, at - ahead.at + bytes);
  }

  #outside(term: number): StillwebError {
    const message = `${this.#name}: the positions of term ${term} lie outside`;
    return new StillwebError('INDEX_CORRUPT', message, { file: this.#name });
  }

  #read(at: number, bytes: number): Buffer {
    const buffer = Buffer.alloc(bytes);
    for (let read = 0; read < bytes; ) {
      const count = readSync(this.#file, buffer, read, bytes - read, at + read);
      if (count === 0) throw new StillwebError('INDEX_CORRUPT', `${this.#name} ends early`, { file: this.#name });
      read += count;
    }
    return buffer;
  }

  close(): void {
    closeSync(this.#file);
  }
}
