import { describe, expect, it } from 'vitest';
import { AtomCursor, countQuarters, QUARTERS_PER_WORD } from '../../../../indexer/segment/words.ts';

const wordsOf = (text: string) => countQuarters(text, 0, text.length) / QUARTERS_PER_WORD;

describe('the words of a text', () => {
  it.each([
    ['', 0],
    [' \n\u3000', 0],
    ['one two\tthree\u00a0four', 4],
    ["it's a well-known e.g.", 4],
    ['東京都', 1.5],
    ['カタカナ', 2],
    ['𠮷野家', 1.5],
    ['天地。', 1.5],
    ['ภาษาไทย', 1.75],
    ['한국어 텍스트', 2],
    ['GPT東京', 2],
    ['x'.repeat(64), 1],
    ['x'.repeat(65), 2],
    [`${'x'.repeat(63)}😀`, 2],
    ['😀'.repeat(32), 1],
  ])('of %j are %d', (text, words) => {
    expect(wordsOf(text)).toBe(words);
  });
});

describe('an atom', () => {
  it('is a run without white space, or one character of a script without spaces', () => {
    const text = ' ab 東𠮷c';
    const atoms = new AtomCursor(text, 0, text.length);
    const found: [string, number][] = [];
    while (atoms.next()) found.push([text.slice(atoms.start, atoms.end), atoms.quarters]);
    expect(found).toEqual([
      ['ab', 4],
      ['東', 2],
      ['𠮷', 2],
      ['c', 4],
    ]);
  });
});
