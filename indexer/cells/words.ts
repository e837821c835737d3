import { wordPlace } from '../../src/kernel/code-tables.ts';
import { CODE_WORDS } from '../../src/kernel/constants.ts';

/** Words of codes: for the values of each table the 16 that k-means learns from what is left of vectors without their centres. */

/** Vectors of the sample that words are learned from. */
export const WORD_SAMPLE = 4096;
const ROUNDS = 12;
const MOST_VALUE = 127;

export interface WordTable {
  readonly number: number;
  /** Where its values begin in the order, */
  readonly start: number;
  /** and how many there are. */
  readonly width: number;
}

/**
 * @param rest samples × dimensions: vectors without their centres
 * @param order the values, tables one after the other
 * @param words of all tables, as `fillTables` reads them
 * @param offsets what `encode` adds
 */
export function learnWords(
  rest: Int16Array,
  order: Uint32Array,
  { number, start, width }: WordTable,
  words: Int8Array,
  offsets: Int32Array,
): void {
  const samples = rest.length / order.length;
  const values = new Int32Array(samples * width);
  for (let i = 0; i < samples; i++) {
    for (let j = 0; j < width; j++) values[i * width + j] = rest[i * order.length + order[start + j]];
  }
  let learned = Int32Array.from({ length: CODE_WORDS * width }, (_, i) => values[i % values.length]);
  for (let round = 0; round < ROUNDS; round++) learned = moveWords(values, learned, width);
  for (let word = 0; word < CODE_WORDS; word++) {
    for (let j = 0; j < width; j++) words[wordPlace(start + j, word)] = learned[word * width + j];
    const squared = squaredLength(learned, word, width);
    offsets[number * CODE_WORDS + word] = CODE_WORDS - 1 - word - CODE_WORDS * squared;
  }
}

/** One round: every word moves to the mean of the values that are nearest to it. */
function moveWords(values: Int32Array, words: Int32Array, width: number): Int32Array<ArrayBuffer> {
  const sums = new Int32Array(words.length);
  const counts = new Int32Array(CODE_WORDS);
  const lengths = Int32Array.from({ length: CODE_WORDS }, (_, word) => squaredLength(words, word, width));
  for (let at = 0; at < values.length; at += width) {
    let nearest = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let word = 0; word < CODE_WORDS; word++) {
      let product = 0;
      for (let j = 0; j < width; j++) product += values[at + j] * words[word * width + j];
      const score = 2 * product - lengths[word];
      if (score <= most) continue;
      most = score;
      nearest = word;
    }
    counts[nearest]++;
    for (let j = 0; j < width; j++) sums[nearest * width + j] += values[at + j];
  }
  const moved = words.slice() as Int32Array<ArrayBuffer>;
  for (let i = 0; i < moved.length; i++) {
    const count = counts[Math.floor(i / width)];
    if (count > 0) moved[i] = Math.max(-MOST_VALUE, Math.min(MOST_VALUE, Math.round(sums[i] / count)));
  }
  return moved;
}

function squaredLength(words: Int32Array, word: number, width: number): number {
  let squared = 0;
  for (let i = word * width; i < (word + 1) * width; i++) squared += words[i] * words[i];
  return squared;
}
