import { describe, expect, it } from 'vitest';
import { areNear, distinct, ShingleReader } from '../../../../indexer/copies/shingles.ts';

const reader = new ShingleReader();
const read = (text: string): number[] => [...reader.read(text)];
const setOf = (text: string) => distinct(reader.read(text));

describe('the shingles of a text', () => {
  it('are its runs of five words, in order', () => {
    const text = 'one two three four five six seven';
    expect(read(text)).toHaveLength(3);
    expect(read(text)).toEqual([
      ...read('one two three four five'),
      ...read('two three four five six'),
      ...read('three four five six seven'),
    ]);
  });

  it('are one of all words where there are fewer, and none where there is no word', () => {
    expect(read('one two')).toHaveLength(1);
    expect(read('one')).not.toEqual(read('one one'));
    expect(read(' \n -- !')).toEqual([]);
    expect(read('')).toEqual([]);
  });

  it('know no case, no punctuation and no white space', () => {
    expect(read('The STRASSE, is long; (very) long.')).toEqual(read('the straße is\n\nlong   very long'));
  });

  it('take each character of a script without spaces as a word', () => {
    expect(read('東京都は日本')).toHaveLength(2);
    expect(read('東京都は日')).toEqual(read('東 京 都 は 日'));
  });

  it('of one text are the same whatever was read before', () => {
    const first = read('a b c d e f');
    read('z '.repeat(5_000));
    expect(read('a b c d e f')).toEqual(first);
  });
});

describe('two sets of shingles', () => {
  const numbers = (...list: number[]) => distinct(Int32Array.from(list));

  it.each([
    [[1, 2, 3, 4], [1, 2, 3, 4], 100, true],
    [[1, 2, 3, 4], [1, 2, 3, 4, 5], 80, true],
    [[1, 2, 3, 4], [1, 2, 3, 4, 5], 81, false],
    [[1, 2, 3], [1, 2, 3, 4], 75, true],
    [[-1, 0, 7], [7, 0, -1, -1], 100, true],
    [[1], [2], 50, false],
    [[], [], 50, false],
  ])('%j and %j are near from %i percent on: %s', (a, b, percent, near) => {
    expect(areNear(numbers(...a), numbers(...b), percent)).toBe(near);
    expect(areNear(numbers(...b), numbers(...a), percent)).toBe(near);
  });

  it('count a shingle once, however often a text has it', () => {
    const once = 'one two three four five';
    expect(areNear(setOf(once), setOf(`${once} `.repeat(9)), 20)).toBe(true);
    expect(setOf(`${once} `.repeat(9))).toHaveLength(5);
  });
});
