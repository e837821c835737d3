import { describe, expect, it } from 'vitest';
import { nextWordBreak } from '../../../src/analysis/word-break.ts';

function segments(text: string, cutsConnectors = false): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = nextWordBreak(text, at, cutsConnectors);
    found.push(text.slice(at, end));
    at = end;
  }
  return found;
}

describe('word boundaries', () => {
  it.each<[string, string[]]>([
    ["can't stop", ["can't", ' ', 'stop']],
    ['can’t', ['can’t']],
    ["'tis o'clock'", ["'", 'tis', ' ', "o'clock", "'"]],
    ['3.14 1,000 1,2.', ['3.14', ' ', '1,000', ' ', '1,2', '.']],
    ['3a.4 a.4 a.b', ['3a', '.', '4', ' ', 'a', '.', '4', ' ', 'a.b']],
    ['U.S.A. e.g.', ['U.S.A', '.', ' ', 'e.g', '.']],
    ['example.com:80', ['example.com', ':', '80']],
    ['k:a 1:2', ['k:a', ' ', '1', ':', '2']],
    ['foo_bar __x 1_000', ['foo_bar', ' ', '__x', ' ', '1_000']],
    ['wi-fi AC/DC C++', ['wi', '-', 'fi', ' ', 'AC', '/', 'DC', ' ', 'C', '+', '+']],
    ['a  b', ['a', '  ', 'b']],
    ['a\r\nb\n\rc\u2028d', ['a', '\r\n', 'b', '\n', '\r', 'c', '\u2028', 'd']],
    ['e\u0301a\u00ad\u0301b', ['e\u0301a\u00ad\u0301b']],
    ['\u0301a', ['\u0301', 'a']],
    ['a.\u0301b', ['a.\u0301b']],
    ['a.\u0301 b', ['a', '.\u0301', ' ', 'b']],
    ["צה\"ל ג'ירף שב'", ['צה"ל', ' ', "ג'ירף", ' ', "שב'"]],
    ['a"b', ['a', '"', 'b']],
    ['קנ"', ['קנ', '"']],
    ['カタカナ漢字ひら', ['カタカナ', '漢', '字', 'ひ', 'ら']],
    ['カ_a_1_', ['カ_a_1_']],
    ['カa', ['カ', 'a']],
    ['กข', ['ก', 'ข']],
    ['한국어 words', ['한국어', ' ', 'words']],
    ['🇫🇷🇩🇪🇮', ['🇫🇷', '🇩🇪', '🇮']],
    ['a🇫🇷', ['a', '🇫🇷']],
    ['👩‍👩‍👧👧', ['👩‍👩‍👧', '👧']],
    ['👍🏽a ❤️', ['👍🏽', 'a', ' ', '❤️']],
    ['a\u200d😀', ['a\u200d😀']],
    ['１２，３４５', ['１２，３４５']],
    ['٣٫١٤', ['٣٫١٤']],
    ['\ud800a\udc00', ['\ud800', 'a', '\udc00']],
  ])('cut %j as UAX #29 does', (text, expected) => {
    expect(segments(text)).toEqual(expected);
  });

  it('lie around connectors too, when these are told to cut', () => {
    expect(segments('foo_bar カ‿1', true)).toEqual(['foo', '_', 'bar', ' ', 'カ', '‿', '1']);
  });

  it('do not join a pictograph that the pinned version has not assigned', () => {
    expect(segments('a\u200d\u{1FAE9}')).toEqual(['a\u200d', '\u{1FAE9}']);
  });
});
