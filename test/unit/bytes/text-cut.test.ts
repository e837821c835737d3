import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyText, shortened, splitsPair, wholeCharacters } from '../../../src/bytes/text-cut.ts';

it('a cut parts no pair of surrogates and gives up at most one code unit for that', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 40 }), (text, at) => {
      const cut = wholeCharacters(text, at);
      expect(text.slice(0, cut).isWellFormed()).toBe(true);
      expect(Math.min(at, text.length) - cut).toBe(splitsPair(text, at) ? 1 : 0);
    }),
  );
});

it('a text may be cut at both ends, behind its end and at a half that has no other', () => {
  expect([0, 1, 2, 3, 9].map((at) => wholeCharacters('🙂a', at))).toEqual([0, 0, 2, 3, 3]);
  expect(wholeCharacters('\ud83da', 1)).toBe(1);
  expect(wholeCharacters('', 5)).toBe(0);
});

it('a shortened text says by an ellipsis that it has more, and has whole characters', () => {
  expect(['', 'ab', 'abc', 'a🙂'].map((text) => shortened(text, 2))).toEqual(['', 'ab', 'ab…', 'a…']);
});

it('a copy is the same text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => copyText(text) === text));
});
