import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { readSectionTable, type Section } from '../format/section-file.ts';
import { closeSync, fstatSync, readSync } from './file-system.ts';
import { openRegular } from './regular-file.ts';
import { openFault } from './storage-fault.ts';

const HEAD_BYTES = 4096;
const CHUNK_BYTES = 8 * 1024 * 1024;

/** Reads ranges of a file, where the whole of it would not fit in memory. */
export class FileRangeReader {
  readonly name: string;
  readonly bytes: number;
  readonly #file: number;

  /** @throws StillwebError INDEX_CORRUPT, STORAGE_FAILED */
  constructor(folder: string, name: string) {
    this.name = name;
    try {
      this.#file = openRegular(join(folder, name));
    } catch (cause) {
      throw openFault(name, cause);
    }
    this.bytes = fstatSync(this.#file).size;
  }

  /**
   * Fills `target`, or `bytes` of it from place `at` on, from byte `start` of the file on. A view of a part of it would cost a fifth of
   * what it takes to read a vector.
   *
   * @throws StillwebError INDEX_CORRUPT
   */
  readAt(target: Uint8Array | Int8Array, start: number, at = 0, bytes = target.length - at): void {
    for (let done = 0; done < bytes; ) {
      const count = readSync(this.#file, target, at + done, Math.min(CHUNK_BYTES, bytes - done), start + done);
      if (count === 0) throw new StillwebError('INDEX_CORRUPT', `${this.name} ends early`, { file: this.name });
      done += count;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The same of a file of sections. */
export class SectionFileReader extends FileRangeReader {
  readonly kind: string;
  readonly sections: ReadonlyMap<string, Section>;

  /** @param kind null for any @throws StillwebError INDEX_CORRUPT, INDEX_TOO_NEW, INDEX_TOO_OLD */
  constructor(folder: string, name: string, kind: string | null) {
    super(folder, name);
    try {
      const head = new Uint8Array(Math.min(HEAD_BYTES, this.bytes));
      this.readAt(head, 0);
      this.kind = kind ?? Buffer.from(head.subarray(8, 12)).toString('latin1');
      this.sections = readSectionTable(name, this.kind, head, this.bytes);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @throws StillwebError INDEX_CORRUPT when there is none, or it has another number of elements */
  section(name: string, elements?: number): Section {
    const section = this.sections.get(name);
    if (section !== undefined && (elements === undefined || section.elements === elements)) return section;
    const message = `${this.name}: section ${name} has ${section?.elements ?? 'no'} elements, not ${elements ?? 'any'}`;
    throw new StillwebError('INDEX_CORRUPT', message, { file: this.name, section: name });
  }
}
