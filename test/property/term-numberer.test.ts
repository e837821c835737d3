import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANALYZER_NAMES, type AnalyzerName } from '../../src/analysis/analyzer.ts';
import { createAnalyzer, createTermNumberer } from '../../src/analysis/analyzers.ts';
import type { TermNumberer } from '../../src/analysis/term-numberer.ts';
import { AWKWARD, anyText } from '../support/awkward-text.ts';

type Token = [term: string, position: number];

function analyze(name: AnalyzerName, text: string): Token[] {
  const tokens: Token[] = [];
  createAnalyzer(name).analyze(text, (term, position) => tokens.push([term, position]));
  return tokens;
}

function number(numberer: TermNumberer, text: string): Token[] {
  numberer.number(text);
  const { count, terms, positions, vocabulary } = numberer;
  return Array.from({ length: count }, (_, i) => [vocabulary[terms[i]], positions[i]]);
}

/** Words, and the marks that stand between and behind them in writing. */
const writing = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "don't",
        'U.S.A.',
        'e.g.',
        'the',
        'The',
        '3.14',
        '1,000',
        '10.0.0.1',
        'end.Next',
        'naïve',
        "rock'n'roll",
      ),
      fc.constantFrom(
        ' ',
        ', ',
        '. ',
        '.',
        ',',
        "'",
        '’',
        '”',
        '—',
        '–',
        ': ',
        '; ',
        '-',
        '_',
        '\u00a0',
        '…',
        '\u0301',
        '\u200d☺',
      ),
      fc.stringMatching(/^[a-zA-Z0-9]{1,20}$/),
      fc.constantFrom(...AWKWARD),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe.each(ANALYZER_NAMES)('numbering the terms of the %s analyzer', (name) => {
  it('gives its terms and positions, whatever was numbered before', () => {
    const numberer = createTermNumberer(name);
    fc.assert(
      fc.property(fc.oneof(anyText, writing), (text) => {
        expect(number(numberer, text)).toEqual(analyze(name, text));
      }),
      { numRuns: 3000 },
    );
    expect(new Set(numberer.vocabulary).size).toBe(numberer.vocabulary.length);
  });

  it('starts anew from 0 when it was told to forget', () => {
    const numberer = createTermNumberer(name);
    for (const text of ['one two café', 'two three café', 'three']) {
      numberer.forget();
      expect(number(numberer, text)).toEqual(analyze(name, text));
      expect(Math.max(...numberer.terms.subarray(0, numberer.count))).toBe(numberer.vocabulary.length - 1);
    }
  });

  it('gives one character that stands for many words all of their terms', () => {
    const text = 'ﷺ'.repeat(3000);
    expect(number(createTermNumberer(name), text)).toEqual(analyze(name, text));
  });
});
