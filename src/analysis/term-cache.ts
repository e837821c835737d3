/** Words kept; natural text repeats itself well before this. */
const MAX_WORDS = 1 << 17;
const SLOTS = MAX_WORDS * 2;
/** Code units kept of all words together. */
const MAX_CODE_UNITS = 1 << 20;
/** Longer words hardly repeat. */
const MAX_WORD_LENGTH = 64;

/**
 * Remembers what words turned into, keyed by a range of a text, so that a known word costs no string.
 *
 * Bounded: about 5 MiB and 131,072 words; it forgets all of them when it is full. What it answers never depends on
 * what it forgot.
 */
export class TermCache<Value> {
  /** Entry number plus one; open addressing with linear probing. */
  readonly #slots = new Int32Array(SLOTS);
  readonly #hashes = new Int32Array(MAX_WORDS);
  readonly #offsets = new Int32Array(MAX_WORDS + 1);
  readonly #codeUnits = new Uint16Array(MAX_CODE_UNITS);
  #values: Value[] = [];

  /** The value of `text.slice(start, end)`, or undefined. */
  get(text: string, start: number, end: number): Value | undefined {
    const length = end - start;
    if (length > MAX_WORD_LENGTH) return undefined;
    const hash = hashRange(text, start, end);
    for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const entry = this.#slots[slot] - 1;
      if (entry < 0) return undefined;
      if (this.#hashes[entry] === hash && this.#holds(entry, text, start, length)) return this.#values[entry];
    }
  }

  /** Remembers a word that `get` did not find. */
  set(text: string, start: number, end: number, value: Value): void {
    const length = end - start;
    if (length > MAX_WORD_LENGTH) return;
    if (this.#values.length === MAX_WORDS || this.#offsets[this.#values.length] + length > MAX_CODE_UNITS) {
      this.#slots.fill(0);
      this.#values = [];
    }
    const entry = this.#values.length;
    const hash = hashRange(text, start, end);
    let slot = hash & (SLOTS - 1);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    const offset = this.#offsets[entry];
    for (let at = 0; at < length; at++) this.#codeUnits[offset + at] = text.charCodeAt(start + at);
    this.#offsets[entry + 1] = offset + length;
    this.#hashes[entry] = hash;
    this.#slots[slot] = entry + 1;
    this.#values.push(value);
  }

  #holds(entry: number, text: string, start: number, length: number): boolean {
    const offset = this.#offsets[entry];
    if (this.#offsets[entry + 1] - offset !== length) return false;
    const codeUnits = this.#codeUnits;
    for (let at = 0; at < length; at++) {
      if (codeUnits[offset + at] !== text.charCodeAt(start + at)) return false;
    }
    return true;
  }
}

/** FNV-1a over code units, with a last mix because slots are its low bits. */
function hashRange(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
