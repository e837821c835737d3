import { join } from 'node:path';
import { ORIGINAL_PLACES_FILE, ORIGINALS_FILE } from '../src/format/file-names.ts';
import {
  MAX_MEDIA_TYPES,
  ORIGINALS_KIND,
  originalSections,
  type StoredOriginal,
  UNKNOWN_TYPE,
} from '../src/format/originals.ts';
import { closeBehind, writeFully } from '../src/store/durable.ts';
import { closeSync, fsyncSync, openSync, renameSync } from '../src/store/file-system.ts';
import { writeSectionFile } from '../src/store/section-file-writer.ts';

/**
 * Writes the originals of documents to a file, one behind the other, while the documents are read. Some thirty bytes a document are in memory.
 */
export class OriginalsWriter {
  readonly #building: string;
  #file: number | null = null;
  #offset = 0;
  #offsets: number[] = [];
  #bytes: number[] = [];
  #types: number[] = [];
  #typeNumbers = new Map<string, number>();

  /** @param building folder of the build */
  constructor(building: string) {
    this.#building = building;
  }

  /** Begins anew, also behind a reading that came to nothing. */
  begin(): void {
    this.abandon();
    this.#file = openSync(join(this.#building, ORIGINALS_FILE), 'w');
    this.#offset = 0;
    this.#offsets = [];
    this.#bytes = [];
    this.#types = [];
    this.#typeNumbers = new Map();
  }

  /** That of the next document; undefined for one without. */
  add(original: StoredOriginal | undefined): void {
    if (this.#file === null) throw new TypeError('an original before the reading begins');
    this.#offsets.push(this.#offset);
    this.#bytes.push(original?.bytes ?? 0);
    this.#types.push(original === undefined ? 0 : this.#numberOf(original.type));
    if (original === undefined) return;
    writeFully(this.#file, original.frame);
    this.#offset += original.frame.length;
  }

  #numberOf(type: string): number {
    const known = this.#typeNumbers.get(type);
    if (known !== undefined) return known;
    const isFull = this.#typeNumbers.size >= MAX_MEDIA_TYPES - 1 && type !== UNKNOWN_TYPE;
    if (isFull) return this.#numberOf(UNKNOWN_TYPE);
    const number = this.#typeNumbers.size + 1;
    this.#typeNumbers.set(type, number);
    return number;
  }

  /** To be called behind the last document. */
  finish(): void {
    if (this.#file === null) return;
    const file = this.#file;
    this.#file = null;
    try {
      fsyncSync(file);
    } catch (error) {
      closeBehind(file);
      throw error;
    }
    closeSync(file);
  }

  /** Puts what was written into the folder of a generation. */
  place(folder: string): void {
    renameSync(join(this.#building, ORIGINALS_FILE), join(folder, ORIGINALS_FILE));
    const offset = new Float64Array(this.#offsets.length + 1);
    offset.set(this.#offsets);
    offset[this.#offsets.length] = this.#offset;
    const places = {
      offset,
      bytes: Uint32Array.from(this.#bytes),
      type: Uint16Array.from(this.#types),
      types: [...this.#typeNumbers.keys()],
    };
    writeSectionFile(join(folder, ORIGINAL_PLACES_FILE), ORIGINALS_KIND, originalSections(places));
  }

  /** Ends behind another fault. */
  abandon(): void {
    if (this.#file === null) return;
    closeBehind(this.#file);
    this.#file = null;
  }
}
