import { describe, expect, it } from 'vitest';
import { WordPiece } from '../../../src/encoder/word-piece.ts';

const TOKENS = [
  '[UNK]',
  'un',
  '##aff',
  '##able',
  'unaffable',
  'a',
  '##b',
  'ab',
  '##c',
  '.',
  '=',
  '漢',
  'σ',
  '##σ',
  'e',
  'i',
  'x',
  '##x',
  '𐐨',
  '##𐐨',
];
const wordPiece = new WordPiece(TOKENS);

function pieces(text: string): string[] {
  const found: string[] = [];
  wordPiece.tokenise(text, (ids) => {
    for (const id of ids) found.push(TOKENS[id]);
    return true;
  });
  return found;
}

describe('WordPiece', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['unaffable', ['unaffable']],
    ['unaff', ['un', '##aff']],
    ['abc', ['ab', '##c']],
    ['abd', ['[UNK]']],
    ['dab', ['[UNK]']],
    ['a.b', ['a', '.', '[UNK]']],
    ['a..', ['a', '.', '.']],
    ['A\tAB\u00a0a\u3000a\u2028a', ['a', 'ab', 'a', 'a', 'a']],
    ['a漢ab', ['a', '漢', 'ab']],
    ['a\u00adb a\0b a\ufffdb a\ue000b a\u{1FAE9}b', ['ab', 'ab', 'ab', 'ab', 'ab']],
    ['é e\u0301 ÉX', ['e', 'e', 'e', '##x']],
    ['ΣΣ', ['σ', '##σ']],
    ['İ', ['i']],
    ['a≠a', ['a', '=', 'a']],
    ['𐐀𐐨', ['𐐨', '##𐐨']],
    ['\ud800', ['[UNK]']],
    ['\u0301 \u200d', []],
    [`${'x'.repeat(100)}`, ['x', ...new Array(99).fill('##x')]],
    [`${'x'.repeat(101)}`, ['[UNK]']],
    [`${'𐐨'.repeat(100)}`, ['𐐨', ...new Array(99).fill('##𐐨')]],
    [`${'𐐨'.repeat(101)}`, ['[UNK]']],
    [`${'x\u0301'.repeat(100)}`, ['x', ...new Array(99).fill('##x')]],
  ])('cuts %j into %j', (text, expected) => {
    expect(pieces(text)).toEqual(expected);
  });

  it('stops when its visitor has enough', () => {
    let words = 0;
    wordPiece.tokenise('a a a a', () => ++words < 2);
    expect(words).toBe(2);
  });

  it('takes time linear in the text', () => {
    const start = performance.now();
    for (const unit of ['x', '\u0301', '\u200d', 'x ', '漢', 'a.', `${'x'.repeat(99)}y `, '\u{1FAE9}']) {
      pieces(unit.repeat(Math.ceil(200_000 / unit.length)));
    }
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
