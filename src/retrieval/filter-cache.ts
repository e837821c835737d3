import { FILTER_CACHE_BYTES } from '../limits.ts';
import type { Bitmap } from './bitmap.ts';

/** Bitmaps of passages by the conditions that they meet, those used last. Whoever takes one must not change it. */
export class FilterCache {
  readonly #room: number;
  /** In the order of their last use. */
  readonly #known = new Map<string, Bitmap>();
  #bytes = 0;

  /** @param room bytes of all of them together, with their keys */
  constructor(room = FILTER_CACHE_BYTES) {
    this.#room = room;
  }

  /** The bitmap of a key, made where it is not known. */
  get(key: string, make: () => Bitmap): Bitmap {
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    const made = make();
    this.#add(key, made);
    return made;
  }

  #add(key: string, bitmap: Bitmap): void {
    const bytes = sizeOf(key, bitmap);
    if (bytes > this.#room) return;
    this.#known.set(key, bitmap);
    this.#bytes += bytes;
    for (const [oldest, least] of this.#known) {
      if (this.#bytes <= this.#room) break;
      this.#known.delete(oldest);
      this.#bytes -= sizeOf(oldest, least);
    }
  }
}

function sizeOf(key: string, { size }: Bitmap): number {
  return size / 8 + key.length * 2 + 256;
}
