/** Which of many texts are equal, by 128 bits of the SHA-256 of each. */

/** Words (u32) of a digest. All zeros stand for an empty text, which equals none. */
export const DIGEST_WORDS = 4;

/** Distinct digests that are looked at in one pass: 48 MiB with their table. */
const PASS_DIGESTS = 1 << 20;

/**
 * For each text the number of the first that is equal to it: its own, where it is the first.
 *
 * @param count of all texts
 * @param digests gives those of all texts, in order, in arrays of any length; asked once for each pass
 * @param passDigests how many a pass expects; moves time and memory only
 */
export function findFirsts(
  count: number,
  digests: () => Iterable<Uint32Array>,
  passDigests = PASS_DIGESTS,
): Uint32Array {
  const firsts = new Uint32Array(count);
  const passes = Math.max(1, Math.ceil(count / passDigests));
  for (let pass = 0; pass < passes; pass++) {
    const known = new DigestTable(Math.min(count, passDigests));
    let text = 0;
    for (const part of digests()) {
      for (let at = 0; at < part.length; at += DIGEST_WORDS, text++) {
        // The first word shares the digests out: all of one text come in one pass.
        if (part[at] % passes === pass) firsts[text] = isEmpty(part, at) ? text : known.firstOf(part, at, text);
      }
    }
    if (text !== count) throw new RangeError(`findFirsts: ${text} digests, not ${count}`);
  }
  return firsts;
}

function isEmpty(digests: Uint32Array, at: number): boolean {
  return (digests[at] | digests[at + 1] | digests[at + 2] | digests[at + 3]) === 0;
}

/** A hash table that grows. A digest is its own hash. */
export class DigestTable {
  /** Number + 1 of a digest that is known; 0 for empty. */
  #slots: Uint32Array;
  #digests: Uint32Array;
  #texts: Uint32Array;
  #size = 0;

  constructor(expected: number) {
    const room = Math.max(8, expected);
    this.#digests = new Uint32Array(room * DIGEST_WORDS);
    this.#texts = new Uint32Array(room);
    this.#slots = new Uint32Array(slotsFor(room));
  }

  /** @returns the text that this digest was first met with */
  firstOf(digests: Uint32Array, at: number, text: number): number {
    let slot = this.#slotOf(digests, at);
    if (this.#slots[slot] !== 0) return this.#texts[this.#slots[slot] - 1];
    if (this.#size === this.#texts.length) {
      this.#grow();
      slot = this.#slotOf(digests, at);
    }
    for (let word = 0; word < DIGEST_WORDS; word++)
      this.#digests[this.#size * DIGEST_WORDS + word] = digests[at + word];
    this.#texts[this.#size++] = text;
    this.#slots[slot] = this.#size;
    return text;
  }

  /** As `firstOf`, of a digest that was met; null for any other. */
  find(digests: Uint32Array, at: number): number | null {
    const known = this.#slots[this.#slotOf(digests, at)];
    return known === 0 ? null : this.#texts[known - 1];
  }

  /** Where the digest stands, or would. The second word: the first is alike in all of a pass. */
  #slotOf(digests: Uint32Array, at: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = digests[at + 1] & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot];
      if (known === 0 || this.#isAt((known - 1) * DIGEST_WORDS, digests, at)) return slot;
    }
  }

  #isAt(place: number, digests: Uint32Array, at: number): boolean {
    for (let word = 0; word < DIGEST_WORDS; word++)
      if (this.#digests[place + word] !== digests[at + word]) return false;
    return true;
  }

  #grow(): void {
    const digests = this.#digests;
    const texts = this.#texts;
    this.#digests = new Uint32Array(digests.length * 2);
    this.#texts = new Uint32Array(texts.length * 2);
    this.#slots = new Uint32Array(slotsFor(this.#texts.length));
    this.#size = 0;
    for (let number = 0; number < texts.length; number++) this.firstOf(digests, number * DIGEST_WORDS, texts[number]);
  }
}

function slotsFor(room: number): number {
  let slots = 16;
  while (slots < room * 2) slots *= 2;
  return slots;
}
