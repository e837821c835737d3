/** Words of up to ten ASCII letters and digits fit two integers exactly: six bits a character, 30 in each. */
const MAX_LENGTH = 10;
const SLOT_BITS = 13;
/** 1 … 62 for digits and letters; 0 for every other ASCII code. */
const SYMBOLS = new Uint8Array(128);
for (let code = 0x30, symbol = 1; code <= 0x7a; code++) {
  if (code <= 0x39 || (code >= 0x41 && code <= 0x5a) || code >= 0x61) SYMBOLS[code] = symbol++;
}

/**
 * The value of the short word that was looked up last in each of 8,192 slots, in a table that fits the processor's cache:
 * the words of texts are mostly the same few thousand.
 *
 * A word is compared whole, as a packed number, so it never gets the value of another. What is answered never depends on
 * what was overwritten, since `derive` is asked again.
 */
export class ShortWords<Value> {
  readonly #low = new Int32Array(1 << SLOT_BITS);
  readonly #high = new Int32Array(1 << SLOT_BITS);
  readonly #values = new Array<Value | undefined>(1 << SLOT_BITS).fill(undefined);

  /**
   * The value of the word at `start` … `end`.
   *
   * @param units code units of a text
   * @param derive gives the value of a word that is too long, not ASCII, or not here; a pure function of the word
   */
  get(units: Uint16Array, start: number, end: number, derive: (start: number, end: number) => Value): Value {
    const length = end - start;
    if (length > MAX_LENGTH || length === 0) return derive(start, end);
    let low = 0;
    let high = 0;
    const middle = length > 5 ? start + 5 : end;
    for (let at = start; at < middle; at++) {
      const unit = units[at];
      const symbol = unit < 128 ? SYMBOLS[unit] : 0;
      if (symbol === 0) return derive(start, end);
      low = (low << 6) | symbol;
    }
    for (let at = middle; at < end; at++) {
      const unit = units[at];
      const symbol = unit < 128 ? SYMBOLS[unit] : 0;
      if (symbol === 0) return derive(start, end);
      high = (high << 6) | symbol;
    }
    const slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> (32 - SLOT_BITS);
    if (this.#low[slot] === low && this.#high[slot] === high) return this.#values[slot] as Value;
    const value = derive(start, end);
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#values[slot] = value;
    return value;
  }
}
