/** Words kept; natural text repeats itself well before this. */
const MAX_WORDS = 1 << 17;
const SLOTS = MAX_WORDS * 2;
/** Characters kept of all words together. */
const MAX_CHARACTERS = 1 << 20;
/** Longer words hardly repeat. */
const MAX_WORD_LENGTH = 64;

/** Per slot, side by side for the sake of caches: hash, place of the characters, their number, value (0: empty). */
const HASH = 0;
const OFFSET = 1;
const LENGTH = 2;
const VALUE = 3;
const FIELDS = 4;

const LOWER = 0x20;

/**
 * A number for each word of ASCII letters and digits, upper and lower case alike. Keys are ranges of code units, so a
 * known word costs no string. Bounded: 5 MiB and 131,072 words; it forgets all of them when it is full.
 */
export class SurfaceTable {
  readonly #slots = new Int32Array(SLOTS * FIELDS);
  readonly #characters = new Uint8Array(MAX_CHARACTERS);
  #words = 0;
  #used = 0;

  clear(): void {
    this.#slots.fill(0);
    this.#words = 0;
    this.#used = 0;
  }

  /** The value of a word, or 0. @param hash any hash of the word in lower case, the same for `add` */
  find(codes: Uint16Array, start: number, end: number, hash: number): number {
    const slots = this.#slots;
    const length = end - start;
    for (let slot = slotOf(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
      const entry = slot * FIELDS;
      const value = slots[entry + VALUE];
      if (value === 0) return 0;
      if (slots[entry + HASH] !== hash || slots[entry + LENGTH] !== length) continue;
      const characters = this.#characters;
      const offset = slots[entry + OFFSET];
      let at = 0;
      while (at < length && characters[offset + at] === (codes[start + at] | LOWER)) at++;
      if (at === length) return value;
    }
  }

  /** Remembers a word that `find` did not know. @param value not 0 */
  add(codes: Uint16Array, start: number, end: number, hash: number, value: number): void {
    const length = end - start;
    if (length > MAX_WORD_LENGTH) return;
    if (this.#words === MAX_WORDS || this.#used + length > MAX_CHARACTERS) this.clear();
    const slots = this.#slots;
    let slot = slotOf(hash);
    while (slots[slot * FIELDS + VALUE] !== 0) slot = (slot + 1) & (SLOTS - 1);
    const entry = slot * FIELDS;
    slots[entry + HASH] = hash;
    slots[entry + OFFSET] = this.#used;
    slots[entry + LENGTH] = length;
    slots[entry + VALUE] = value;
    for (let at = 0; at < length; at++) this.#characters[this.#used + at] = codes[start + at] | LOWER;
    this.#used += length;
    this.#words++;
  }
}

/** FNV-1a mixes its low bits badly, and they are the slot. */
function slotOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
