import { foldText } from '../../src/analysis/folded-text.ts';
import { WordScanner, type WordSink } from '../../src/analysis/word-scanner.ts';

/**
 * Which runs of words does a text hold? Two texts are compared by the sets of them.
 *
 * @see A. Z. Broder, On the resemblance and containment of documents, 1997
 */

/** Words of a shingle. A text of fewer words has one: all of them. */
export const SHINGLE_WORDS = 5;

const FIRST = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * Reads the shingles of texts. A word is folded and read as UAX #29 bounds it; of scripts without spaces each character is one. A
 * shingle is known by 32 bits, so of two texts with n and m shingles some n × m ÷ 2^32 more seem to be shared than are.
 */
export class ShingleReader implements WordSink {
  readonly #scanner = new WordScanner(true);
  #text = '';
  #words = new Int32Array(1 << 10);
  #count = 0;

  /** Of the text in its order, repeats included; none of a text without a word. A fresh array. */
  read(text: string): Int32Array {
    this.#text = foldText(text);
    this.#count = 0;
    this.#scanner.scan(this.#text, this);
    const words = this.#words;
    if (this.#count === 0) return new Int32Array(0);
    const length = Math.min(this.#count, SHINGLE_WORDS);
    const shingles = new Int32Array(this.#count - length + 1);
    for (let at = 0; at < shingles.length; at++) {
      let hash = length;
      for (let word = at; word < at + length; word++) {
        hash = Math.imul(hash ^ words[word], 0x9e3779b1);
        hash ^= hash >>> 15;
      }
      shingles[at] = mixBits(hash);
    }
    return shingles;
  }

  word(start: number, end: number): void {
    let hash = FIRST;
    const text = this.#text;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
    this.#add(mixBits(hash));
  }

  run(start: number, end: number): void {
    for (let at = start; at < end; ) {
      const code = this.#text.codePointAt(at) as number;
      this.#add(mixBits(Math.imul(FIRST ^ code, PRIME)));
      at += code > 0xffff ? 2 : 1;
    }
  }

  #add(word: number): void {
    if (this.#count === this.#words.length) {
      const grown = new Int32Array(this.#count * 2);
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[this.#count++] = word;
  }
}

/** The finaliser of MurmurHash3: every bit depends on every other. */
export function mixBits(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** The set of some shingles: ascending, each once. Sorts in place. */
export function distinct(shingles: Int32Array): Int32Array {
  shingles.sort();
  let count = 0;
  for (let at = 0; at < shingles.length; at++) {
    if (at === 0 || shingles[at] !== shingles[at - 1]) shingles[count++] = shingles[at];
  }
  return shingles.subarray(0, count);
}

/** Whether two sets, as `distinct` gives them, share so many percent of what is in either (Jaccard). Integers only. */
export function areNear(a: Int32Array, b: Int32Array, percent: number): boolean {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared++;
      i++;
      j++;
    } else if (a[i] < b[j]) i++;
    else j++;
  }
  return shared > 0 && shared * 100 >= (a.length + b.length - shared) * percent;
}
