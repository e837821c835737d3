/**
 * What a code point is, by the one Unicode version that ships with the program.
 *
 * A property value has 11 bits: 0–4 the class by which words are cut, 5–7 the category group, 8 White_Space,
 * 9 Default_Ignorable_Code_Point, 10 Extended_Pictographic. The engine's own classes (`\p{…}`) follow its ICU and are
 * never asked.
 */
import { StillwebError } from '../errors.ts';
import { PROPERTY_PALETTE, PROPERTY_RUNS, UNICODE_VERSION } from './unicode-tables.ts';

/**
 * The classes by which words are cut: the Word_Break property values of UAX #29, and two more. A code point has the class of
 * what it folds to, so that `CO₂` is cut as `CO2` is.
 */
export const WordBreak = {
  Other: 0,
  ALetter: 1,
  HebrewLetter: 2,
  Numeric: 3,
  Katakana: 4,
  ExtendNumLet: 5,
  MidLetter: 6,
  MidNum: 7,
  MidNumLet: 8,
  SingleQuote: 9,
  DoubleQuote: 10,
  Extend: 11,
  Format: 12,
  ZWJ: 13,
  RegionalIndicator: 14,
  WSegSpace: 15,
  CR: 16,
  LF: 17,
  Newline: 18,
  /** Folds to digits and was not written as one: ² ₂ ①. Joins letters and its kind, and makes no other number of a digit. */
  FoldedDigit: 19,
  /** A symbol that folds to Han or kana, or repeats a letter of Han: ⽇ ㍿ ㋿ 々. */
  FoldedUnspaced: 20,
} as const;

/** Groups of general categories. `Number` is Nd and No; `Control` is Cc, Cf and Co; `Unassigned` is Cn. */
export const CategoryGroup = {
  Other: 0,
  Letter: 1,
  LetterNumber: 2,
  Number: 3,
  NonspacingMark: 4,
  Punctuation: 5,
  Control: 6,
  Unassigned: 7,
} as const;

const CODE_POINTS = 0x110000;
const WHITE_SPACE = 1 << 8;
const IGNORABLE = 1 << 9;
const PICTOGRAPHIC = 1 << 10;

/** Palette index of each code point: 1.1 MiB, filled from 5.5 KiB of runs in under a millisecond. */
const PALETTE_INDEX = decodeRuns(PROPERTY_RUNS);
const PALETTE = Uint16Array.from(PROPERTY_PALETTE);
const WORD_BREAK = PALETTE.map((value) => value & 31);
const CATEGORY = PALETTE.map((value) => (value >>> 5) & 7);

function decodeRuns(base64: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  const indexes = new Uint8Array(CODE_POINTS);
  let codePoint = 0;
  for (let at = 0; at < bytes.length; ) {
    let length = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = bytes[at++];
      length |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
    indexes.fill(bytes[at++], codePoint, codePoint + length);
    codePoint += length;
  }
  if (codePoint !== CODE_POINTS) throw new Error(`unicode-tables.ts covers ${codePoint} code points`);
  return indexes;
}

/** All property bits of a code point, 0 … 0x10FFFF. */
export function propertiesOf(codePoint: number): number {
  return PALETTE[PALETTE_INDEX[codePoint]];
}

/** Class by which words are cut, a value of `WordBreak`. */
export function wordBreakOf(codePoint: number): number {
  return WORD_BREAK[PALETTE_INDEX[codePoint]];
}

/** Extend, Format or ZWJ: belongs to the code point before it. */
export function isExtendingClass(wordBreak: number): boolean {
  return wordBreak >= WordBreak.Extend && wordBreak <= WordBreak.ZWJ;
}

/** Letters that words are made of by rule (AHLetter of UAX #29). */
export function isWordLetter(wordBreak: number): boolean {
  return wordBreak === WordBreak.ALetter || wordBreak === WordBreak.HebrewLetter;
}

/** Category group, a value of `CategoryGroup`. */
export function categoryOf(codePoint: number): number {
  return CATEGORY[PALETTE_INDEX[codePoint]];
}

/** General category L. */
export function isLetter(codePoint: number): boolean {
  return categoryOf(codePoint) === CategoryGroup.Letter;
}

/** L, Nl, Nd or No. */
export function isLetterOrNumber(codePoint: number): boolean {
  const category = categoryOf(codePoint);
  return category >= CategoryGroup.Letter && category <= CategoryGroup.Number;
}

export function isWhiteSpace(codePoint: number): boolean {
  return (propertiesOf(codePoint) & WHITE_SPACE) !== 0;
}

/** Default_Ignorable_Code_Point: invisible, such as the soft hyphen, joiners and variation selectors. */
export function isIgnorable(codePoint: number): boolean {
  return (propertiesOf(codePoint) & IGNORABLE) !== 0;
}

/**
 * Extended_Pictographic and assigned. Reserved pictographs are left out: a later version may assign them, and what a
 * word is must not change then.
 */
export function isPictographic(codePoint: number): boolean {
  const properties = propertiesOf(codePoint);
  return (properties & PICTOGRAPHIC) !== 0 && ((properties >>> 5) & 7) !== CategoryGroup.Unassigned;
}

export function isUnassigned(codePoint: number): boolean {
  return categoryOf(codePoint) === CategoryGroup.Unassigned;
}

/**
 * Lower case of one code point, so without the context rule for the final sigma.
 *
 * The engine is asked, which is safe for code points assigned in the pinned version: case pairs are stable. Should a
 * later version give a letter a new partner (as Cherokee got in 8.0), the letter stays as it was.
 */
export function toLowerCodePoint(character: string): string {
  const lower = character.toLowerCase();
  if (lower === character) return character;
  for (const mapped of lower) {
    if (isUnassigned(mapped.codePointAt(0)!)) return character;
  }
  return lower;
}

/**
 * Refuses an engine whose tables are older than ours: it would not know how to normalise every code point that we
 * call assigned.
 *
 * @param version as in `process.versions.unicode`; undefined when Node was built without ICU
 * @throws StillwebError UNICODE_TOO_OLD
 */
export function assertUnicodeVersion(version: string | undefined = process.versions['unicode']): void {
  const [needMajor, needMinor] = UNICODE_VERSION.split('.').map(Number);
  const [major, minor] = (version ?? '0').split('.').map(Number);
  if (major > needMajor || (major === needMajor && (minor ?? 0) >= needMinor)) return;
  throw new StillwebError(
    'UNICODE_TOO_OLD',
    `this Node ${process.version} knows Unicode ${version ?? 'none'}; stillweb needs ${UNICODE_VERSION} or later`,
    { found: version ?? null, needed: UNICODE_VERSION },
  );
}
