import { StillwebError } from '../../src/errors.ts';
import { tryToRemove, writeFully } from '../../src/store/durable.ts';
import { closeSync, openSync, readSync } from '../../src/store/file-system.ts';

/** The file of a build in which shingles are kept while it reads. */
export const SHINGLES_FILE = 'shingles.bin';

/** Shingles that are held before they are written: 1 MiB. */
const HELD = 1 << 18;

/** Keeps the shingles of many documents in a file, for some of which they are asked again. 12 bytes a document are in memory. */
export class ShingleSpool {
  readonly #path: string;
  readonly #file: number;
  #held = new Int32Array(HELD);
  #heldCount = 0;
  /** Shingles in the file, before those that are held. */
  #written = 0;
  #starts = new Float64Array(1024);
  #counts = new Uint32Array(1024);

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'w+');
  }

  add(document: number, shingles: Int32Array): void {
    if (document >= this.#counts.length) this.#grow(document);
    if (this.#heldCount + shingles.length > this.#held.length) this.#flush();
    if (shingles.length > this.#held.length) this.#held = new Int32Array(shingles.length);
    this.#starts[document] = this.#written + this.#heldCount;
    this.#counts[document] = shingles.length;
    this.#held.set(shingles, this.#heldCount);
    this.#heldCount += shingles.length;
  }

  /** A fresh array. */
  read(document: number): Int32Array {
    const start = this.#starts[document];
    const shingles = new Int32Array(this.#counts[document]);
    if (start >= this.#written) {
      const from = start - this.#written;
      shingles.set(this.#held.subarray(from, from + shingles.length));
      return shingles;
    }
    const bytes = new Uint8Array(shingles.buffer);
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(this.#file, bytes, at, bytes.length - at, start * 4 + at);
      if (count === 0) throw new StillwebError('INDEX_CORRUPT', `${this.#path} ends early`, { file: this.#path });
      at += count;
    }
    return shingles;
  }

  #flush(): void {
    writeFully(this.#file, new Uint8Array(this.#held.buffer, 0, this.#heldCount * 4));
    this.#written += this.#heldCount;
    this.#heldCount = 0;
  }

  #grow(document: number): void {
    const room = Math.max(document + 1, this.#counts.length * 2);
    const starts = new Float64Array(room);
    const counts = new Uint32Array(room);
    starts.set(this.#starts);
    counts.set(this.#counts);
    this.#starts = starts;
    this.#counts = counts;
  }

  close(): void {
    closeSync(this.#file);
    tryToRemove(this.#path);
  }
}
