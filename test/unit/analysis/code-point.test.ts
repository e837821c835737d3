import { describe, expect, it } from 'vitest';
import {
  assertUnicodeVersion,
  CategoryGroup,
  categoryOf,
  isIgnorable,
  isLetterOrNumber,
  isPictographic,
  isUnassigned,
  isWhiteSpace,
  toLowerCodePoint,
  WordBreak,
  wordBreakOf,
} from '../../../src/analysis/code-point.ts';
import { UNICODE_VERSION } from '../../../src/analysis/unicode-tables.ts';

const CODE_POINTS = 0x110000;

/** Members of one property value, read from the character database itself. */
async function readDatabase(path: string): Promise<ReadonlySet<number>> {
  const module: { default: number[] } = await import(`@unicode/unicode-15.1.0/${path}/code-points.mjs`);
  return new Set(module.default);
}

/** Written for an apostrophe. */
const APOSTROPHES = new Set([0x2bb, 0x2bc, 0x2018, 0x2019, 0x201b, 0xff07]);

/** Numbers and symbols that fold to digits, units, Han or kana, and are cut as these are. */
function isCutAsFolded(codePoint: number): boolean {
  const wordBreak = wordBreakOf(codePoint);
  const character = String.fromCodePoint(codePoint);
  if (wordBreak === WordBreak.FoldedDigit || wordBreak === WordBreak.FoldedUnspaced) return true;
  return (
    codePoint >= 0x3371 &&
    codePoint <= 0x33ff &&
    wordBreak === WordBreak.ALetter &&
    character.normalize('NFKC') !== character
  );
}

/** The first code points at which `actual` differs from `expected`. */
function differences(actual: (codePoint: number) => unknown, expected: (codePoint: number) => unknown): number[] {
  const found: number[] = [];
  for (let codePoint = 0; codePoint < CODE_POINTS && found.length < 5; codePoint++) {
    if (actual(codePoint) !== expected(codePoint)) found.push(codePoint);
  }
  return found;
}

describe('the shipped Unicode tables', () => {
  it.each(Object.entries(WordBreak).filter(([name]) => !['Other', 'FoldedDigit', 'FoldedUnspaced'].includes(name)))(
    'give the Word_Break class %s as the database does, but to what is cut as it folds',
    async (name, value) => {
      const folder = {
        HebrewLetter: 'Hebrew_Letter',
        SingleQuote: 'Single_Quote',
        DoubleQuote: 'Double_Quote',
        RegionalIndicator: 'Regional_Indicator',
      }[name];
      const members = await readDatabase(`Word_Break/${folder ?? name}`);
      expect(members.size).toBeGreaterThan(0);
      expect(
        differences(
          (codePoint) => {
            if (APOSTROPHES.has(codePoint) || isCutAsFolded(codePoint)) return members.has(codePoint);
            return wordBreakOf(codePoint) === value;
          },
          (codePoint) => members.has(codePoint),
        ),
      ).toEqual([]);
    },
  );

  it.each([
    [CategoryGroup.Letter, ['Letter']],
    [CategoryGroup.LetterNumber, ['Letter_Number']],
    [CategoryGroup.Number, ['Decimal_Number', 'Other_Number']],
    [CategoryGroup.NonspacingMark, ['Nonspacing_Mark']],
    [CategoryGroup.Punctuation, ['Punctuation']],
    [CategoryGroup.Control, ['Control', 'Format', 'Private_Use']],
    [CategoryGroup.Unassigned, ['Unassigned']],
    [CategoryGroup.Other, ['Symbol', 'Separator', 'Spacing_Mark', 'Enclosing_Mark', 'Surrogate']],
  ])('put into category group %i the categories %j', async (group, categories) => {
    const members = await Promise.all(categories.map((category) => readDatabase(`General_Category/${category}`)));
    expect(
      differences(
        (codePoint) => categoryOf(codePoint) === group,
        (codePoint) => members.some((set) => set.has(codePoint)),
      ),
    ).toEqual([]);
  });

  it('know white space, invisible and pictographic code points as the database does', async () => {
    const whiteSpace = await readDatabase('Binary_Property/White_Space');
    const ignorable = await readDatabase('Binary_Property/Default_Ignorable_Code_Point');
    const pictographic = await readDatabase('Binary_Property/Extended_Pictographic');
    expect(differences(isWhiteSpace, (codePoint) => whiteSpace.has(codePoint))).toEqual([]);
    expect(differences(isIgnorable, (codePoint) => ignorable.has(codePoint))).toEqual([]);
    expect(differences(isPictographic, (codePoint) => pictographic.has(codePoint) && !isUnassigned(codePoint))).toEqual(
      [],
    );
  });

  it('cut as digits just the numbers that fold to digits and are none', async () => {
    const members = await readDatabase('General_Category/Other_Number');
    const isDigits = (codePoint: number) => /^[0-9]+$/.test(String.fromCodePoint(codePoint).normalize('NFKC'));
    expect(
      differences(
        (codePoint) => wordBreakOf(codePoint) === WordBreak.FoldedDigit,
        (codePoint) => members.has(codePoint) && isDigits(codePoint),
      ),
    ).toEqual([]);
  });

  it('cut apostrophes of all shapes as one, symbols of Han and kana as these, and units as letters', () => {
    for (const codePoint of APOSTROPHES) expect(wordBreakOf(codePoint)).toBe(WordBreak.SingleQuote);
    for (const symbol of '⽇㍿㋿㊙㆒々') expect(wordBreakOf(symbol.codePointAt(0)!)).toBe(WordBreak.FoldedUnspaced);
    for (const symbol of '㎏㎡㎧') expect(wordBreakOf(symbol.codePointAt(0)!)).toBe(WordBreak.ALetter);
    for (const symbol of '½™№℃⒈⑴') expect(wordBreakOf(symbol.codePointAt(0)!)).toBe(WordBreak.Other);
  });

  it('call letters and numbers of all kinds letters or numbers, and marks and symbols not', () => {
    for (const character of 'aßЖ漢ก가1٣½①Ⅷ〇') expect(isLetterOrNumber(character.codePointAt(0)!)).toBe(true);
    for (const character of '-_ $€\u0301\u200d😀') expect(isLetterOrNumber(character.codePointAt(0)!)).toBe(false);
  });
});

describe('lower case', () => {
  it('maps one code point at a time, so the final sigma is as any other', () => {
    expect([...'ΟΔΟΣ'].map(toLowerCodePoint).join('')).toBe('οδοσ');
  });

  it('leaves alone what has no lower case', () => {
    for (const character of 'a1漢ß\ud800') expect(toLowerCodePoint(character)).toBe(character);
  });

  it('maps assigned code points to assigned ones only', () => {
    const strays: number[] = [];
    for (let codePoint = 0; codePoint < CODE_POINTS; codePoint++) {
      if (isUnassigned(codePoint)) continue;
      for (const lower of toLowerCodePoint(String.fromCodePoint(codePoint))) {
        if (isUnassigned(lower.codePointAt(0)!)) strays.push(codePoint);
      }
    }
    expect(strays).toEqual([]);
  });
});

describe('the Unicode version of the engine', () => {
  it('is accepted when it is the pinned one or later', () => {
    for (const version of [UNICODE_VERSION, '15.1', '16.0', '20.0']) {
      expect(() => assertUnicodeVersion(version)).not.toThrow();
    }
    expect(() => assertUnicodeVersion()).not.toThrow();
  });

  it.each(['15.0', '14.0', '9.0', ''])('%j is refused with UNICODE_TOO_OLD', (version) => {
    expect(() => assertUnicodeVersion(version)).toThrow(expect.objectContaining({ code: 'UNICODE_TOO_OLD' }));
  });
});
