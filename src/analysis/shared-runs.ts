import { createWordFolder } from './analyzers.ts';

/** Words in a row that two texts do not share by chance: what studies of contamination count by, since that of GPT-3 (Brown et al., 2020). */
export const RUN_WORDS = 13;

/** No word of any string. */
const FOREIGN = -1;
const BASE = 0x01000193;
/** Bits of the filter in front of the table: 128 KiB. */
const FILTER_BITS = 20;

/** A run of words of one of the strings. */
interface Run {
  readonly string: number;
  readonly start: number;
  readonly length: number;
}

/**
 * Which of many strings a text repeats. A text repeats a string when `runWords` words in a row stand in both, or, of a string that has
 * fewer words, when it holds all of them in a row. Words are those of `createWordFolder`; what stands between them does not count.
 *
 * A text is walked once, however many strings there are: a rolling hash of words says where to look, and words are then compared.
 */
export class SharedRuns {
  readonly #fold = createWordFolder();
  readonly #numbers = new Map<string, number>();
  /** Per string: its words, by number. */
  readonly #strings: Int32Array[] = [];
  readonly #runs = new Map<number, Run[]>();
  readonly #filter = new Uint8Array(2 ** FILTER_BITS / 8);
  /** Lengths of runs that are looked for, ascending, and what each power of the base is. */
  readonly #lengths: readonly number[];
  readonly #powers: Int32Array;
  /** Words of the text since the last foreign one, and the hash of all up to each. */
  #words = new Int32Array(1024);
  #hashes = new Int32Array(1024);

  /**
   * @param strings those without words are repeated by no text
   * @param runWords words of a shared run, 1 or more
   */
  constructor(strings: readonly string[], runWords = RUN_WORDS) {
    const lengths = new Set<number>();
    this.#powers = new Int32Array(runWords + 1).fill(1);
    for (let i = 1; i <= runWords; i++) this.#powers[i] = Math.imul(this.#powers[i - 1], BASE);
    for (const [string, text] of strings.entries()) {
      const words: number[] = [];
      this.#fold(text, (word) => words.push(this.#numberOf(word)));
      this.#strings.push(Int32Array.from(words));
      const length = Math.min(runWords, words.length);
      if (length > 0) lengths.add(length);
      for (let start = 0; length > 0 && start + length <= words.length; start++) this.#add({ string, start, length });
    }
    this.#lengths = [...lengths].sort((a, b) => a - b);
  }

  /** The words of one of the strings. @param string its place among them */
  wordCount(string: number): number {
    return this.#strings[string].length;
  }

  /** Whether a text repeats one of the strings. */
  isRepeatedBy(text: string): boolean {
    let isFound = false;
    this.#walk(text, () => {
      isFound = true;
      return true;
    });
    return isFound;
  }

  /** The places of the strings that a text repeats, ascending. */
  repeatedBy(text: string): number[] {
    const found = new Set<number>();
    this.#walk(text, (string) => {
      found.add(string);
      return false;
    });
    return [...found].sort((a, b) => a - b);
  }

  #numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    this.#numbers.set(word, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  #add(run: Run): void {
    const words = this.#strings[run.string];
    let hash = 0;
    for (let i = 0; i < run.length; i++) hash = step(hash, words[run.start + i]);
    const key = keyOf(hash, run.length);
    const same = this.#runs.get(key);
    if (same === undefined) this.#runs.set(key, [run]);
    // Once of each string: one that repeats itself would make a list as long as itself.
    else if (!same.some((other) => other.string === run.string && this.#isSame(other, run))) same.push(run);
    this.#filter[placeOf(key) >>> 3] |= 1 << (key & 7);
  }

  /** @param visit of each string, perhaps several times; true to have seen enough */
  #walk(text: string, visit: (string: number) => boolean): void {
    let known = 0;
    let isDone = false;
    this.#fold(text, (word) => {
      if (isDone) return;
      const number = this.#numbers.get(word) ?? FOREIGN;
      if (number === FOREIGN) {
        known = 0;
        return;
      }
      if (known + 1 >= this.#words.length) known = this.#keepLast(known);
      this.#words[known] = number;
      this.#hashes[known + 1] = step(this.#hashes[known], number);
      known++;
      for (const length of this.#lengths) {
        if (length > known) break;
        const before = Math.imul(this.#hashes[known - length], this.#powers[length]);
        const key = keyOf((this.#hashes[known] - before) | 0, length);
        if ((this.#filter[placeOf(key) >>> 3] & (1 << (key & 7))) === 0) continue;
        for (const run of this.#runs.get(key) ?? []) {
          if (run.length === length && this.#isAt(known - length, run)) isDone ||= visit(run.string);
        }
      }
    });
  }

  /** Forgets all words but as many as a run may still need. @returns how many are left */
  #keepLast(known: number): number {
    const kept = this.#lengths[this.#lengths.length - 1];
    this.#words.copyWithin(0, known - kept, known);
    this.#hashes.copyWithin(0, known - kept, known + 1);
    return kept;
  }

  #isSame(one: Run, other: Run): boolean {
    if (one.length !== other.length) return false;
    const words = this.#strings[one.string];
    for (let i = 0; i < one.length; i++) if (words[one.start + i] !== words[other.start + i]) return false;
    return true;
  }

  #isAt(place: number, { string, start, length }: Run): boolean {
    const words = this.#strings[string];
    for (let i = 0; i < length; i++) if (words[start + i] !== this.#words[place + i]) return false;
    return true;
  }
}

function step(hash: number, number: number): number {
  return (Math.imul(hash, BASE) + number + 1) | 0;
}

/** Runs of other lengths have other keys, mostly; what is found by one is compared word by word. */
function keyOf(hash: number, length: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15) ^ Math.imul(length, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}

function placeOf(key: number): number {
  return key & (2 ** FILTER_BITS - 1);
}
