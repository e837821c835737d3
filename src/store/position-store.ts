import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { positionsFile } from '../format/file-names.ts';
import { POSITIONS_KIND, PositionCursor } from '../format/positions.ts';
import { readSectionTable, type Section } from '../format/section-file.ts';
import { closeSync, fstatSync, readSync } from './file-system.ts';
import { openRegular } from './regular-file.ts';
import { openFault } from './storage-fault.ts';

const HEAD_BYTES = 4096;

/** The positions of one shard, read from disk a term at a time. */
export class PositionStore {
  readonly #name: string;
  readonly #file: number;
  readonly #offset: Section;
  readonly #bytes: Section;

  /** @throws StillwebError INDEX_CORRUPT */
  constructor(folder: string, shard: number) {
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
    const places = this.#read(this.#offset.offset + term * 8, 16);
    const start = places.readDoubleLE(0);
    const end = places.readDoubleLE(8);
    const arePlaces = Number.isInteger(start) && Number.isInteger(end);
    if (!(arePlaces && start >= 0 && end >= start && end <= this.#bytes.bytes)) throw this.#outside(term);
    return new PositionCursor(this.#read(this.#bytes.offset + start, end - start), this.#name);
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
