import { join } from 'node:path';
import { StillwebError } from '../errors.ts';
import { decompressText, loadCompression } from '../format/compression.ts';
import { ORIGINALS_FILE } from '../format/file-names.ts';
import { isMediaType, type OriginalPlaces, type StoredOriginal, UNKNOWN_TYPE } from '../format/originals.ts';
import { MAX_FILE_BYTES } from '../limits.ts';
import { closeSync, readSync } from './file-system.ts';
import { openRegular } from './regular-file.ts';
import { openFault } from './storage-fault.ts';

/** The file that a document was made of. */
export interface Original {
  /** Media type, with its parameters. */
  readonly type: string;
  /** In memory of its own. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Originals by number of document: one read each. */
export class OriginalStore {
  readonly #places: OriginalPlaces;
  readonly #file: number;

  private constructor(places: OriginalPlaces, file: number) {
    this.#places = places;
    this.#file = file;
  }

  /** @throws StillwebError INDEX_CORRUPT, STORAGE_FAILED */
  static async open(folder: string, places: OriginalPlaces): Promise<OriginalStore> {
    await loadCompression();
    try {
      return new OriginalStore(places, openRegular(join(folder, ORIGINALS_FILE)));
    } catch (cause) {
      throw openFault(ORIGINALS_FILE, cause);
    }
  }

  /** Null for a document that was made of none. @throws StillwebError INDEX_CORRUPT */
  get(document: number): Original | null {
    const stored = this.stored(document);
    if (stored === null) return null;
    const { type, bytes, frame } = stored;
    if (frame.length === bytes) return { type, bytes: frame };
    try {
      return { type, bytes: new Uint8Array(decompressText(frame, bytes)) };
    } catch (cause) {
      throw corrupt(`that of document ${document} cannot be decompressed`, cause);
    }
  }

  /** As it is stored. @throws StillwebError INDEX_CORRUPT */
  stored(document: number): (StoredOriginal & { readonly frame: Uint8Array<ArrayBuffer> }) | null {
    const { offset, bytes, type, types } = this.#places;
    const start = offset[document];
    const length = offset[document + 1] - start;
    if (type[document] === 0) return null;
    const name = types[type[document] - 1];
    const isBounded = start >= 0 && length >= 0 && length <= bytes[document] && bytes[document] <= MAX_FILE_BYTES;
    if (!isBounded || !Number.isSafeInteger(start) || !Number.isSafeInteger(length) || name === undefined) {
      throw corrupt(`that of document ${document} has no place`);
    }
    const frame = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const count = readSync(this.#file, frame, at, length - at, start + at);
      if (count === 0) throw corrupt(`it ends before that of document ${document}`);
      at += count;
    }
    // It goes into a header.
    return { type: isMediaType(name) ? name : UNKNOWN_TYPE, bytes: bytes[document], frame };
  }

  close(): void {
    closeSync(this.#file);
  }
}

function corrupt(what: string, cause?: unknown): StillwebError {
  const message = `${ORIGINALS_FILE}: ${what}`;
  return new StillwebError('INDEX_CORRUPT', message, { file: ORIGINALS_FILE }, { cause });
}
