import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberLines, wrapLines } from '../../../src/mcp/numbered-lines.ts';

describe('numbered lines', () => {
  it('are wrapped at the last blank within eighty characters', () => {
    const word = 'abcdefghi';
    const text = Array(20).fill(word).join(' ');
    expect(wrapLines(text)).toEqual([
      Array(8).fill(word).join(' '),
      Array(8).fill(word).join(' '),
      Array(4).fill(word).join(' '),
    ]);
  });

  it('keep empty lines, and cut what has no blanks but no character in two', () => {
    expect(wrapLines('a\n\nb')).toEqual(['a', '', 'b']);
    expect(wrapLines(`x${'😀'.repeat(60)}`)).toEqual([`x${'😀'.repeat(39)}`, '😀'.repeat(21)]);
  });

  it('have eighty characters at most, and all of the text but the blanks that they are wrapped at', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '😀', 'word'), maxLength: 400 }), (text) => {
        const lines = wrapLines(text);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replace(/[ \n]/g, ''));
      }),
    );
  });

  it('begin with their number', () => {
    expect(numberLines(['a', 'b'], 9)).toBe('L9: a\nL10: b');
  });
});
