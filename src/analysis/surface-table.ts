/** Words kept; natural text repeats itself well before this. */
const MAX_WORDS = 1 << 19;
/** Words that there is room for at first: a single query has few. */
const FIRST_WORDS = 1 << 12;
const FIRST_LONG_BYTES = 1 << 14;
/** A full table becomes so many times as large. */
const GROWTH = 4;
/** Bytes kept of all long words together. */
const MAX_LONG_BYTES = 1 << 22;
/** Longer words hardly repeat. */
const MAX_WORD_LENGTH = 64;
/** Characters that the two key fields hold. */
const SHORT_LENGTH = 8;

/** Per slot, side by side for the sake of caches: the last eight characters, place of the rest (0: none), value (0: empty). */
const LOW = 0;
const HIGH = 1;
const REST = 2;
const VALUE = 3;
const FIELDS = 4;

/** Bit 5 makes upper-case letters lower, and lower-case letters, digits and the apostrophe have it already. */
const LOWER = 0x20;

/**
 * A number for each word of ASCII letters, digits and apostrophes, upper and lower case alike. Keys are ranges of code units, so a
 * known word costs no string, and a word of eight characters or fewer is told from all others by two integers.
 * It grows with its words, up to 20 MiB and 524,288 of them, and then forgets them all.
 */
export class SurfaceTable {
  /** Two for each word that there is room for. */
  #slots = new Int32Array(FIRST_WORDS * 2 * FIELDS);
  /** Slots less one: they are a power of two. */
  #mask = FIRST_WORDS * 2 - 1;
  /** For each long word its length, then its characters but the last eight. Place 0 is unused. */
  #rests = new Uint8Array(FIRST_LONG_BYTES);
  #words = 0;
  #used = 1;

  clear(): void {
    this.#slots.fill(0);
    this.#words = 0;
    this.#used = 1;
  }

  /**
   * The value of a word, or 0.
   *
   * @param low, high its last four characters in lower case, the last one in the low byte, and the four before; zeros
   *   where it is shorter
   */
  find(codes: Uint16Array, start: number, end: number, low: number, high: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    for (let slot = hashOf(low, high, end - start) & mask; ; slot = (slot + 1) & mask) {
      const entry = slot * FIELDS;
      const value = slots[entry + VALUE];
      if (value === 0) return 0;
      if (slots[entry + LOW] !== low || slots[entry + HIGH] !== high) continue;
      const rest = slots[entry + REST];
      if (rest === 0 ? end - start <= SHORT_LENGTH : this.#holds(rest, codes, start, end)) return value;
    }
  }

  /** Remembers a word that `find` did not know. @param value not 0 */
  add(codes: Uint16Array, start: number, end: number, low: number, high: number, value: number): void {
    const length = end - start;
    if (length > MAX_WORD_LENGTH) return;
    const restLength = length > SHORT_LENGTH ? length - SHORT_LENGTH : 0;
    if (this.#words === MAX_WORDS || this.#used + 1 + restLength > MAX_LONG_BYTES) this.clear();
    if (this.#words * 2 > this.#mask) this.#growSlots();
    if (this.#used + 1 + restLength > this.#rests.length) this.#growRests();
    const slots = this.#slots;
    const entry = this.#freeEntry(hashOf(low, high, length));
    slots[entry + LOW] = low;
    slots[entry + HIGH] = high;
    slots[entry + REST] = restLength === 0 ? 0 : this.#used;
    slots[entry + VALUE] = value;
    this.#words++;
    if (restLength === 0) return;
    this.#rests[this.#used++] = length;
    for (let at = 0; at < restLength; at++) this.#rests[this.#used++] = codes[start + at] | LOWER;
  }

  /** Where the first empty slot for a hash begins. */
  #freeEntry(hash: number): number {
    let slot = hash & this.#mask;
    while (this.#slots[slot * FIELDS + VALUE] !== 0) slot = (slot + 1) & this.#mask;
    return slot * FIELDS;
  }

  #growSlots(): void {
    const old = this.#slots;
    const words = Math.min(MAX_WORDS, this.#words * GROWTH);
    this.#slots = new Int32Array(words * 2 * FIELDS);
    this.#mask = words * 2 - 1;
    for (let entry = 0; entry < old.length; entry += FIELDS) {
      if (old[entry + VALUE] === 0) continue;
      const [low, high, rest] = [old[entry + LOW], old[entry + HIGH], old[entry + REST]];
      const length = rest === 0 ? shortLength(low, high) : this.#rests[rest];
      this.#slots.set(old.subarray(entry, entry + FIELDS), this.#freeEntry(hashOf(low, high, length)));
    }
  }

  #growRests(): void {
    const old = this.#rests;
    this.#rests = new Uint8Array(Math.min(MAX_LONG_BYTES, old.length * GROWTH));
    this.#rests.set(old);
  }

  #holds(rest: number, codes: Uint16Array, start: number, end: number): boolean {
    const rests = this.#rests;
    if (rests[rest] !== end - start) return false;
    let place = rest + 1;
    for (let at = start; at < end - SHORT_LENGTH; at++) {
      if (rests[place++] !== (codes[at] | LOWER)) return false;
    }
    return true;
  }
}

function hashOf(low: number, high: number, length: number): number {
  const hash = Math.imul(Math.imul(low, 0x9e3779b1) ^ high ^ length, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}

/** Characters of a word of eight or fewer: none of them is 0. */
function shortLength(low: number, high: number): number {
  return high === 0 ? bytesOf(low) : 4 + bytesOf(high);
}

function bytesOf(word: number): number {
  return 4 - (Math.clz32(word) >>> 3);
}
