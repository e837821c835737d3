/** Words kept; natural text repeats itself well before this. */
const MAX_WORDS = 1 << 19;
const SLOTS = MAX_WORDS * 2;
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
 * Bounded: 20 MiB and 524,288 words; it forgets all of them when it is full.
 */
export class SurfaceTable {
  readonly #slots = new Int32Array(SLOTS * FIELDS);
  /** For each long word its length, then its characters but the last eight. Place 0 is unused. */
  readonly #rests = new Uint8Array(MAX_LONG_BYTES);
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
    for (let slot = slotOf(low, high, end - start); ; slot = (slot + 1) & (SLOTS - 1)) {
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
    const slots = this.#slots;
    let slot = slotOf(low, high, length);
    while (slots[slot * FIELDS + VALUE] !== 0) slot = (slot + 1) & (SLOTS - 1);
    const entry = slot * FIELDS;
    slots[entry + LOW] = low;
    slots[entry + HIGH] = high;
    slots[entry + REST] = restLength === 0 ? 0 : this.#used;
    slots[entry + VALUE] = value;
    this.#words++;
    if (restLength === 0) return;
    this.#rests[this.#used++] = length;
    for (let at = 0; at < restLength; at++) this.#rests[this.#used++] = codes[start + at] | LOWER;
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

function slotOf(low: number, high: number, length: number): number {
  const hash = Math.imul(Math.imul(low, 0x9e3779b1) ^ high ^ length, 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
