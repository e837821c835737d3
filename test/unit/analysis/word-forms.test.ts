import { describe, expect, it } from 'vitest';
import { stemEnglish } from '../../../src/analysis/english.ts';
import { areForms } from '../../../src/analysis/word-forms.ts';
import { SnippetBench } from '../../support/snippets.ts';

const codesOf = (word: string) => Uint16Array.from(word, (letter) => letter.charCodeAt(0));
const isForm = (word: string, asked: string) =>
  areForms(codesOf(`<${word}>`), 1, word.length + 1, codesOf(asked), 0, asked.length);

describe('a word with the stem of another', () => {
  it.each([
    ['origin', 'origin'],
    ['origins', 'origin'],
    ['Running', 'run'],
    ['runs', 'running'],
    ['STOPPED', 'stopping'],
    ['cities', 'city'],
    ['studied', 'study'],
    ['hoping', 'hope'],
    ['hoped', 'hopes'],
    ['boxes', 'box'],
    ['agreed', 'agree'],
    ["dog's", 'dogs'],
    ["dogs'", 'dog'],
  ])('%s is a form of %s', (word, asked) => {
    expect(stemEnglish(word.toLowerCase().replace(/'s?$/, ''))).toBe(stemEnglish(asked));
    expect(isForm(word, asked)).toBe(true);
    expect(isForm(asked, word.toLowerCase())).toBe(true);
  });

  it.each([
    ['originality', 'origin'],
    ['university', 'universe'],
    ['general', 'generic'],
    ['important', 'import'],
    ['organic', 'organ'],
    ['relation', 'relate'],
    ['engineer', 'engine'],
    ['use', 'us'],
  ])('%s is another word than %s', (word, asked) => {
    expect(stemEnglish(word)).toBe(stemEnglish(asked));
    expect(isForm(word, asked)).toBe(false);
    expect(isForm(asked, word)).toBe(false);
  });
});

describe('a highlight', () => {
  const english = new SnippetBench('english');

  it.each([
    ['The originality of origins, ORIGIN and originals.', 'origin', ['origins', 'ORIGIN']],
    ['The originality of origins, ORIGIN and originals.', 'originality', ['originality']],
    ['The originality of origins, ORIGIN and originals.', 'originals origin', ['origins', 'ORIGIN', 'originals']],
    ['Running U.S. runners ran; it RUNS.', 'run US', ['Running', 'U.S', 'RUNS']],
    ['The US and the USA of U.S.A. use.', 'u.s.', ['US']],
    ["A dog's life, dogs' lives", 'dog', ["dog's", 'dogs']],
    ['The café’s cafés', "café's", ['café’s']],
  ])('in %j for %j is on the words that were asked for', (text, query, expected) => {
    expect(english.marked(text, query)).toEqual(expected);
  });

  it('is the same where the query has more words than are looked through at once', () => {
    const query = `${Array.from({ length: 40 }, (_, i) => `${'abcdefghij'[i % 10]}${'klmn'[i % 4]}x`).join(' ')} origin`;
    expect(english.marked('The originality of origins, ORIGIN and originals.', query)).toEqual(['origins', 'ORIGIN']);
  });
});
