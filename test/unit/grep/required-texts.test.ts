import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../src/analysis/analyzers.ts';
import { requiredTexts } from '../../../src/grep/required-texts.ts';
import { requiredWords } from '../../../src/grep/required-words.ts';

describe('the texts that stand in every match of a regular expression', () => {
  it.each<[string, string[]]>([
    ['inverted index', ['inverted index']],
    ['invert\\w+ index', ['invert', ' index']],
    ['(19|20)\\d\\d election', [' election']],
    ['abc?d', ['ab', 'd']],
    ['ab+c', ['ab', 'c']],
    ['ab{2,3}c', ['a', 'c']],
    ['a{,2}', ['a{,2}']],
    ['😀*x', ['x']],
    ['C\\+\\+ and \\$', ['C++ and $']],
    ['[]a]b', ['b']],
    ['[^]a]b[[:alpha:]]c', ['b', 'c']],
    ['(?:x|y)z', ['z']],
    ['(?P<name>x)z(a(b)c)w', ['z', 'w']],
    ['^the end$', ['the end']],
    ['\\bword\\b', ['word']],
  ])('are, of %s, %j', (source, texts) => {
    expect(requiredTexts(source)).toEqual(texts);
  });

  it.each([
    'a|b',
    '(?i)a',
    'x(?i:a)',
    'a(?s)b',
    '\\Qa.b\\E',
    '\\x41b',
    '\\pLx',
    '\\101',
    'a)',
    '(a',
    '[a',
    'a\\',
    '(\\Q(\\E)b',
  ])('are none of %s, which may mean something else', (source) => {
    expect(requiredTexts(source)).toEqual([]);
  });
});

describe('the words that stand in every document with a text', () => {
  const english = createAnalyzer('english');

  it('are those between others, as terms, and never stop words', () => {
    expect(requiredWords('an inverted indexes of terms', false, english)).toEqual(['invert', 'index']);
    expect(requiredWords('inverted', false, english)).toEqual([]);
    expect(requiredWords(' inverted ', false, english)).toEqual(['invert']);
  });

  it('are the first and the last too where words are cut at the ends of the text', () => {
    expect(requiredWords('inverted indexes', true, english)).toEqual(['invert', 'index']);
  });

  it('are none that something could be joined to', () => {
    expect(requiredWords(" don't U.S.A. 3.14 C++ naïve 1,000 ", true, english)).toEqual([]);
  });
});
