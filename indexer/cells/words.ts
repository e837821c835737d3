import { wordPlace } from '../../src/kernel/cell-search.ts';
import { CODE_VALUES, CODE_WORDS } from '../../src/kernel/constants.ts';

/** Words of codes: for every two values the 16 that k-means learns from what is left of vectors without their centres. */

/** Vectors of the sample that words are learned from. */
export const WORD_SAMPLE = 4096;
const ROUNDS = 6;
const MOST_VALUE = 127;

/**
 * @param rest samples × dimensions: vectors without their centres
 * @param words of all tables, as `fillTables` reads them
 * @param offsets what `encode` adds
 */
export function learnWords(
  rest: Int16Array,
  dimensions: number,
  table: number,
  words: Int8Array,
  offsets: Int32Array,
): void {
  const samples = rest.length / dimensions;
  const values = new Int32Array(samples * CODE_VALUES);
  for (let i = 0; i < samples; i++) {
    for (let j = 0; j < CODE_VALUES; j++) values[i * CODE_VALUES + j] = rest[i * dimensions + table * CODE_VALUES + j];
  }
  let learned = Int32Array.from({ length: CODE_WORDS * CODE_VALUES }, (_, i) => values[i % values.length]);
  for (let round = 0; round < ROUNDS; round++) learned = moveWords(values, learned);
  for (let word = 0; word < CODE_WORDS; word++) {
    let squared = 0;
    for (let j = 0; j < CODE_VALUES; j++) {
      const value = learned[word * CODE_VALUES + j];
      words[wordPlace(table, word, j)] = value;
      squared += value * value;
    }
    offsets[table * CODE_WORDS + word] = CODE_WORDS - 1 - word - CODE_WORDS * squared;
  }
}

/** One round: every word moves to the mean of the values that are nearest to it. */
function moveWords(values: Int32Array, words: Int32Array): Int32Array<ArrayBuffer> {
  const sums = new Int32Array(words.length);
  const counts = new Int32Array(CODE_WORDS);
  const lengths = Int32Array.from({ length: CODE_WORDS }, (_, word) => squaredLength(words, word * CODE_VALUES));
  for (let at = 0; at < values.length; at += CODE_VALUES) {
    const a = values[at];
    const b = values[at + 1];
    let nearest = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let word = 0; word < CODE_WORDS; word++) {
      const i = word * CODE_VALUES;
      const score = 2 * (a * words[i] + b * words[i + 1]) - lengths[word];
      if (score <= most) continue;
      most = score;
      nearest = word;
    }
    counts[nearest]++;
    for (let j = 0; j < CODE_VALUES; j++) sums[nearest * CODE_VALUES + j] += values[at + j];
  }
  const moved = words.slice() as Int32Array<ArrayBuffer>;
  for (let i = 0; i < moved.length; i++) {
    const count = counts[Math.floor(i / CODE_VALUES)];
    if (count > 0) moved[i] = Math.max(-MOST_VALUE, Math.min(MOST_VALUE, Math.round(sums[i] / count)));
  }
  return moved;
}

function squaredLength(values: Int32Array, at: number): number {
  let squared = 0;
  for (let i = at; i < at + CODE_VALUES; i++) squared += values[i] * values[i];
  return squared;
}
