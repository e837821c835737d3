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

/** The first code points at which `actual` differs from `expected`. */
function differences(actual: (codePoint: number) => unknown, expected: (codePoint: number) => unknown): number[] {
  const found: number[] = [];
  for (let codePoint = 0; codePoint < CODE_POINTS && found.length < 5; codePoint++) {
    if (actual(codePoint) !== expected(codePoint)) found.push(codePoint);
  }
  return found;
}

describe('the shipped Unicode tables', () => {
  it.each(Object.entries(WordBreak).filter(([name]) => name !== 'Other'))(
    'give every code point the Word_Break class %s that the database gives it',
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
          (codePoint) => wordBreakOf(codePoint) === value,
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
