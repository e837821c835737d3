import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Analyzer } from '../../src/analysis/analyzer.ts';
import { createAnalyzer, MAX_TERM_LENGTH } from '../../src/analysis/analyzers.ts';
import { isPictographic, WordBreak, wordBreakOf } from '../../src/analysis/code-point.ts';
import { nextWordBreak } from '../../src/analysis/word-break.ts';
import { WordScanner } from '../../src/analysis/word-scanner.ts';
import { anyText } from '../support/awkward-text.ts';

type Token = [term: string, position: number, start: number, end: number];

function tokensOf(analyzer: Analyzer, text: string): Token[] {
  const tokens: Token[] = [];
  analyzer.analyze(text, (...token) => tokens.push(token));
  return tokens;
}

/**
 * Word boundaries straight from the rules of UAX #29, over the classes of what code points fold to: each place between two code points is judged on its own, with no
 * state carried along. Quadratic and plain, to compare with.
 */
function boundariesByRule(text: string): number[] {
  const points = [...text].map((character) => character.codePointAt(0)!);
  const classes = points.map(wordBreakOf);
  const { ALetter, HebrewLetter, Numeric, Katakana, ExtendNumLet, MidLetter, MidNum, MidNumLet } = WordBreak;
  const { SingleQuote, DoubleQuote, Extend, Format, ZWJ, RegionalIndicator, WSegSpace, CR, LF, Newline } = WordBreak;
  const { FoldedDigit } = WordBreak;
  const isLine = (value: number) => value === CR || value === LF || value === Newline;
  const isExtending = (value: number) => value === Extend || value === Format || value === ZWJ;
  const isLetter = (value: number) => value === ALetter || value === HebrewLetter;
  // What WB4 leaves: a mark counts only where it has nothing to attach to.
  const bases = classes.flatMap((value, index) =>
    isExtending(value) && index > 0 && !isLine(classes[index - 1]) ? [] : [index],
  );
  const breaksBefore = (index: number): boolean => {
    const left = classes[index - 1];
    const right = classes[index];
    if (left === CR && right === LF) return false;
    if (isLine(left) || isLine(right)) return true;
    if (left === ZWJ && isPictographic(points[index])) return false;
    if (left === WSegSpace && right === WSegSpace) return false;
    if (isExtending(right)) return false;
    const place = bases.indexOf(index);
    const at = (offset: number) => classes[bases[place + offset]] ?? -1;
    const [a, b, c, d] = [at(-2), at(-1), at(0), at(1)];
    const isMid = (value: number) => value === MidLetter || value === MidNumLet || value === SingleQuote;
    const isMidNum = (value: number) => value === MidNum || value === MidNumLet || value === SingleQuote;
    if ((isLetter(b) || b === FoldedDigit) && (isLetter(c) || c === FoldedDigit)) return false;
    if (isLetter(b) && isMid(c) && isLetter(d)) return false;
    if (isLetter(a) && isMid(b) && isLetter(c)) return false;
    if (b === HebrewLetter && c === SingleQuote) return false;
    if (b === HebrewLetter && c === DoubleQuote && d === HebrewLetter) return false;
    if (a === HebrewLetter && b === DoubleQuote && c === HebrewLetter) return false;
    if (b === Numeric && c === Numeric) return false;
    if (isLetter(b) && c === Numeric) return false;
    if (b === Numeric && isLetter(c)) return false;
    if (a === Numeric && isMidNum(b) && c === Numeric) return false;
    if (b === Numeric && isMidNum(c) && d === Numeric) return false;
    if (b === Katakana && c === Katakana) return false;
    const isWordLike = (value: number) => isLetter(value) || value === Numeric || value === Katakana;
    if ((isWordLike(b) || b === ExtendNumLet) && c === ExtendNumLet) return false;
    if (b === ExtendNumLet && isWordLike(c)) return false;
    if (b === RegionalIndicator && c === RegionalIndicator) {
      let before = 0;
      while (at(-1 - before) === RegionalIndicator) before++;
      return before % 2 === 0;
    }
    return true;
  };
  const boundaries: number[] = [];
  let offset = 0;
  points.forEach((point, index) => {
    if (index > 0 && breaksBefore(index)) boundaries.push(offset);
    offset += point > 0xffff ? 2 : 1;
  });
  if (text.length > 0) boundaries.push(text.length);
  return boundaries;
}

describe('word boundaries', () => {
  it('are those that the rules of UAX #29 give one by one', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const boundaries: number[] = [];
        for (let at = 0; at < text.length; at = boundaries.at(-1)!) boundaries.push(nextWordBreak(text, at));
        expect(boundaries).toEqual(boundariesByRule(text));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('the word scanner', () => {
  it('groups thousands behind a mark that has lost its letter', () => {
    const words: string[] = [];
    const text = "2'\u0301000,123";
    const word = (start: number, end: number) => void words.push(text.slice(start, end));
    new WordScanner(true, false).scan(text, { word, run: word });
    expect(words).toEqual(['2', '000,123']);
  });

  it.each([true, false])('finds the same words with and without its ASCII shortcut (cutsApostrophes: %s)', (cuts) => {
    const wordsOf = (scanner: WordScanner, text: string) => {
      const words: [string, number, number][] = [];
      scanner.scan(text, {
        word: (start, end) => words.push(['word', start, end]),
        run: (start, end) => words.push(['run', start, end]),
      });
      return words;
    };
    const dense = fc
      .array(fc.constantFrom(...'abc12.,\'_: ;-"', 'é', '漢', '\u0301', 'カ', '’', 'ab', '123', '000'), {
        maxLength: 16,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(anyText, dense), (text) => {
        expect(wordsOf(new WordScanner(cuts), text)).toEqual(wordsOf(new WordScanner(cuts, false), text));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe.each(['english', 'plain'] as const)('the %s analyzer', (name) => {
  const analyzer = createAnalyzer(name);

  it('gives well-formed terms at ascending places within any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let lastPosition = -1;
        let lastStart = 0;
        for (const [term, position, start, end] of tokensOf(analyzer, text)) {
          expect(term.length).toBeGreaterThan(0);
          expect(term.length).toBeLessThanOrEqual(MAX_TERM_LENGTH);
          expect(term.isWellFormed()).toBe(true);
          expect(position).toBeGreaterThanOrEqual(Math.max(0, lastPosition));
          expect(start).toBeGreaterThanOrEqual(lastStart);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(text.isWellFormed() && !text.slice(start, end).isWellFormed()).toBe(false);
          lastPosition = position;
          lastStart = start;
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('remembers nothing that changes terms', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokensOf(analyzer, text)).toEqual(tokensOf(createAnalyzer(name), text));
      }),
      { numRuns: 500 },
    );
  });

  it('reads the parts of a text around a line break as it reads each alone', () => {
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        const terms = (text: string) => tokensOf(analyzer, text).map(([term]) => term);
        expect(terms(`${left}\n${right}`)).toEqual([...terms(left), ...terms(right)]);
      }),
      { numRuns: 10_000 },
    );
  });

  it('reads a text in NFC and in NFD alike', () => {
    const composed = fc
      .array(fc.constantFrom(...'aeé ñü ọ́Å가각ガギ\u0301'), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(composed, (text) => {
        const terms = (form: string) => tokensOf(analyzer, text.normalize(form)).map(([term]) => term);
        expect(terms('NFC')).toEqual(terms('NFD'));
      }),
      { numRuns: 5_000 },
    );
  });
});
