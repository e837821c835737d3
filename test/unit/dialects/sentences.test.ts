import { describe, expect, it } from 'vitest';
import { extractOf } from '../../../src/dialects/parts/extract.ts';
import { openingOf } from '../../../src/dialects/parts/opening.ts';
import { plainWords } from '../../../src/dialects/parts/plain-words.ts';

describe('the opening of a document', () => {
  it('is its first paragraph that is no heading, on one line', () => {
    expect(openingOf('# A title\n\n\nFirst\nparagraph.\n\nSecond.')).toBe('First paragraph.');
    expect(openingOf('## Only a heading')).toBe('');
    expect(openingOf('')).toBe('');
  });

  it('is cut behind a word, and never within a character', () => {
    const opening = openingOf('word '.repeat(200));
    expect(opening).toBe(`${'word '.repeat(99)}word …`);
    expect(openingOf(`a${'😀'.repeat(300)}`)).toBe(`a${'😀'.repeat(249)} …`);
  });
});

describe('an extracted answer', () => {
  it('is the snippet of the best hit on one line, without headings', () => {
    const hits = [{ snippet: '… One.\n\n## Heading\nTwo.' }, { snippet: 'Other.' }];
    expect(extractOf(hits)).toBe('… One. Two.');
    expect(extractOf([])).toBe('');
  });
});

describe('plain words', () => {
  it('hold no operator of a query', () => {
    expect(plainWords('A "phrase" -not site:x.org OR (wi-fi) “more” it\'s')).toBe(
      "a phrase not site x org or wi fi more it's",
    );
    expect(plainWords(' -- ""')).toBe('');
  });
});
