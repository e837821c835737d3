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
    this.#offset = this.#section(table, 'offset');
    this.#bytes = this.#section(table, 'bytes');
  }

  #section(table: Map<string, Section>, name: string): Section {
    const section = table.get(name);
    if (section !== undefined) return section;
    throw new StillwebError('INDEX_CORRUPT', `${this.#name} has no section ${name}`, { file: this.#name });
  }

  /** The positions of a term, posting after posting. One read of all of them: at most a few MB for the commonest. @throws StillwebError INDEX_CORRUPT */
  open(term: number): PositionCursor {
    const places = this.#read(this.#offset.offset + term * 8, 16);
    const start = places.readDoubleLE(0);
    const end = places.readDoubleLE(8);
    if (!(start >= 0 && end >= start && end <= this.#bytes.bytes)) {
      throw new StillwebError('INDEX_CORRUPT', `${this.#name}: the positions of term ${term} lie outside`, {
        file: this.#name,
      });
    }
    return new PositionCursor(this.#read(this.#bytes.offset + start, end - start), this.#name);
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
