import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createWordFolder } from '../../src/analysis/analyzers.ts';
import { SharedRuns } from '../../src/analysis/shared-runs.ts';

const RUNS = Number(process.env.TEST_RUNS ?? 300);

const fold = createWordFolder();
function wordsOf(text: string): string[] {
  const words: string[] = [];
  fold(text, (word) => words.push(word));
  return words;
}

/** Whether `part` stands in `words`, looked for at each place. */
function holds(words: readonly string[], part: readonly string[]): boolean {
  return words.some((_, at) => part.every((word, i) => words[at + i] === word));
}

/** Every run of the string is looked for at every place of the text. */
function repeatsNaively(text: string, string: string, runWords: number): boolean {
  const [words, wanted] = [wordsOf(text), wordsOf(string)];
  if (wanted.length === 0) return false;
  if (wanted.length < runWords) return holds(words, wanted);
  return wanted.slice(runWords - 1).some((_, start) => holds(words, wanted.slice(start, start + runWords)));
}

// Few words, so that runs are shared, and forms that fold to one.
const word = fc.constantFrom(
  'a',
  'A',
  'b',
  'it',
  'I.T.',
  "don't",
  'DON’T',
  'Straße',
  'strasse',
  '1,000',
  '1000',
  '東京都',
  '½',
);
const text = (most: number) =>
  fc
    .array(fc.tuple(word, fc.constantFrom(' ', ' ', ', ', '. ', '\n', ' - ')), { maxLength: most, size: 'max' })
    .map((pieces) => pieces.flat().join(''));

it('a text repeats a string when the naive comparison of every run at every place says so', () => {
  let repeats = 0;
  fc.assert(
    fc.property(
      fc.array(text(12), { minLength: 1, maxLength: 5 }),
      text(60),
      fc.constantFrom(1, 2, 3, 4, 13),
      (strings, looked, runWords) => {
        const expected = strings.flatMap((string, i) => (repeatsNaively(looked, string, runWords) ? [i] : []));
        const runs = new SharedRuns(strings, runWords);
        expect(runs.repeatedBy(looked)).toEqual(expected);
        expect(runs.isRepeatedBy(looked)).toBe(expected.length > 0);
        // One object serves text after text.
        expect(runs.repeatedBy(looked)).toEqual(expected);
        repeats += expected.length;
      },
    ),
    { numRuns: RUNS },
  );
  expect(repeats).toBeGreaterThan(0);
});

it('a run is found behind thousands of known words', () => {
  const string = Array.from({ length: 13 }, (_, i) => `w${i}`).join(' ');
  const runs = new SharedRuns([string]);
  const known = Array.from({ length: 5000 }, (_, i) => `w${(i * 7) % 13}`).join(' ');
  expect(runs.isRepeatedBy(known)).toBe(false);
  expect(runs.isRepeatedBy(`${known} ${string} ${known}`)).toBe(true);
});

it('a string that says one word over and over, and a text that does, cost no more than their lengths', () => {
  const runs = new SharedRuns([Array(20_000).fill('buffalo').join(' ')]);
  expect(runs.repeatedBy(Array(50_000).fill('Buffalo').join(' '))).toEqual([0]);
  expect(runs.wordCount(0)).toBe(20_000);
});
