import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEXT_ANALYZERS } from '../../src/analysis/analyzer.ts';
import { createAnalyzer } from '../../src/analysis/analyzers.ts';
import { isUnassigned } from '../../src/analysis/code-point.ts';
import { normaliseWord } from '../../src/analysis/normalise.ts';
import { anyText } from '../support/awkward-text.ts';

/**
 * What is written, and what it stands for. Digits that fold to digits stand behind letters, where they may join. So does one
 * letter that stands for several: by itself between full stops it would be an acronym, and they would not.
 */
const ALIKE: readonly (readonly [string, string])[] = [
  ...(['ab', 'C', 'net', 'Σ', ' ', '. ', ', ', '-', '漢', 'カ', '가'] as const).map((text) => [text, text] as const),
  ['x₂', 'x2'],
  ['m²', 'm2'],
  ['xﬁ', 'xfi'],
  ['ς', 'σ'],
  ['xẞ', 'xss'],
  ['Ｃ', 'C'],
  ['d㎏', 'dkg'],
  ['⽇', '日'],
  ['㋿', '令和'],
  ['xⅧ', 'xviii'],
  ['＋', '+'],
  ['⁺', '+'],
  ['+', '+'],
  ['＃', '#'],
  ['♯', '#'],
  ['#', '#'],
  ['．', '.'],
  ['.', '.'],
  ['n’t', "n't"],
  ['nʼt', "n't"],
  ['عـر', 'عر'],
  ['a\u00ad', 'a'],
  ['a\u2060', 'a'],
];
const pairs = fc.array(fc.constantFrom(...ALIKE), { maxLength: 12 });

describe('a normalised word', () => {
  it('of any one assigned code point is the form of itself', () => {
    const strays: number[] = [];
    for (let codePoint = 0; codePoint < 0x110000; codePoint++) {
      if (isUnassigned(codePoint) || (codePoint >= 0xac00 && codePoint < 0xd7a4)) continue;
      const once = normaliseWord(String.fromCodePoint(codePoint));
      if (normaliseWord(once) !== once) strays.push(codePoint);
    }
    expect(strays).toEqual([]);
  });

  it('of any text is the form of itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normaliseWord(text);
        expect(normaliseWord(once)).toBe(once);
      }),
      { numRuns: 10_000 },
    );
  });
});

describe.each(TEXT_ANALYZERS)('the %s analyzer', (name) => {
  const analyzer = createAnalyzer(name);
  const query = (text: string) => {
    const tokens: [string, number][] = [];
    analyzer.analyzeQuery(text, (term, position) => tokens.push([term, position]));
    return tokens;
  };

  it('reads what is written alike as the same terms at the same positions', () => {
    fc.assert(
      fc.property(pairs, (chosen) => {
        const written = chosen.map(([text]) => text).join('');
        expect(query(written)).toEqual(query(chosen.map(([, text]) => text).join('')));
      }),
      { numRuns: 5_000 },
    );
  });

  it('asks only for terms that a document with the same text has at the same positions', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          pairs.map((chosen) => chosen.map(([text]) => text).join('')),
        ),
        (text) => {
          const held = new Set<string>();
          analyzer.analyze(text, (term, position) => held.add(`${position} ${term}`));
          const asked = query(text);
          for (const [term, position] of asked) expect(held).toContain(`${position} ${term}`);
          for (let i = 1; i < asked.length; i++) expect(asked[i][1]).toBeGreaterThan(asked[i - 1][1]);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('finds each letter of a run of Han and kana by itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'東京都日本のカー𠮷々'), minLength: 1, maxLength: 8 }),
        (text) => {
          const held = new Set<string>();
          analyzer.analyze(text, (term) => held.add(term));
          for (const letter of text) for (const [term] of query(letter)) expect(held).toContain(term);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
