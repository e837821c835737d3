/** Words kept; natural text repeats itself well before this. */
const MAX_WORDS = 1 << 17;
/** What there is room for at first: a single query has few words. */
const FIRST_WORDS = 1 << 11;
const FIRST_CODE_UNITS = 1 << 14;
/** What is full becomes so many times as large. */
const GROWTH = 4;
/** Code units kept of all words together. */
const MAX_CODE_UNITS = 1 << 20;
/** Longer words hardly repeat. */
const MAX_WORD_LENGTH = 64;

/**
 * Remembers what words turned into, keyed by a range of a text, so that a known word costs no string.
 *
 * It grows with its words, up to about 5 MiB and 131,072 of them, and then forgets them all. What it answers never depends on
 * what it forgot.
 */
export class TermCache<Value> {
  /** Entry number plus one; open addressing with linear probing. */
  #slots = new Int32Array(FIRST_WORDS * 2);
  /** Slots less one: they are a power of two. */
  #mask = FIRST_WORDS * 2 - 1;
  #hashes = new Int32Array(FIRST_WORDS);
  #offsets = new Int32Array(FIRST_WORDS + 1);
  #codeUnits = new Uint16Array(FIRST_CODE_UNITS);
  #values: Value[] = [];

  /** The value of `text.slice(start, end)`, or undefined. */
  get(text: string, start: number, end: number): Value | undefined {
    const length = end - start;
    if (length > MAX_WORD_LENGTH) return undefined;
    const hash = hashRange(text, start, end);
    const mask = this.#mask;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
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
    if (entry === this.#hashes.length) this.#growWords();
    const hash = hashRange(text, start, end);
    const offset = this.#offsets[entry];
    if (offset + length > this.#codeUnits.length) this.#growCodeUnits();
    for (let at = 0; at < length; at++) this.#codeUnits[offset + at] = text.charCodeAt(start + at);
    this.#offsets[entry + 1] = offset + length;
    this.#hashes[entry] = hash;
    this.#put(hash, entry);
    this.#values.push(value);
  }

  #put(hash: number, entry: number): void {
    let slot = hash & this.#mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = entry + 1;
  }

  #growWords(): void {
    const words = Math.min(MAX_WORDS, this.#hashes.length * GROWTH);
    const [hashes, offsets] = [this.#hashes, this.#offsets];
    this.#hashes = new Int32Array(words);
    this.#hashes.set(hashes);
    this.#offsets = new Int32Array(words + 1);
    this.#offsets.set(offsets);
    this.#slots = new Int32Array(words * 2);
    this.#mask = words * 2 - 1;
    for (let entry = 0; entry < hashes.length; entry++) this.#put(hashes[entry], entry);
  }

  #growCodeUnits(): void {
    const old = this.#codeUnits;
    this.#codeUnits = new Uint16Array(Math.min(MAX_CODE_UNITS, old.length * GROWTH));
    this.#codeUnits.set(old);
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
