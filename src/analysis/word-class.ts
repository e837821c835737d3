import { CategoryGroup, categoryOf, isWhiteSpace, WordBreak, wordBreakOf } from './code-point.ts';
import { isNameSign } from './name-signs.ts';

/** Classes of UTF-16 code units for a scan that does not look closer than it must. */
export const WordClass = {
  /** Parts words wherever it stands, and no term begins with it: spaces, most punctuation. */
  Break: 0,
  /** ASCII. */
  Digit: 1,
  /** ASCII. */
  Letter: 2,
  /** `.` `,` `'`: may join what is on both sides; no term begins with one. */
  Joiner: 3,
  /** Everything else: its rules must be asked. */
  Other: 4,
  /** `+` and `#` of all widths: may belong to the word before; no term begins with one. */
  Sign: 5,
} as const;

/** `WordClass` of each code unit. */
export const WORD_CLASS = new Uint8Array(0x10000);

/** ASCII letters and digits in lower case, 0 for all other code units. */
export const FOLDED = new Uint8Array(0x10000);

// A plain loop: every start of the program pays for it.
for (let code = 0; code < 0x10000; code++) {
  const wordClass = classOf(code);
  WORD_CLASS[code] = wordClass;
  if (wordClass === WordClass.Digit || wordClass === WordClass.Letter) FOLDED[code] = code | 0x20;
}

function classOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return WordClass.Digit;
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return WordClass.Letter;
  if (code === 0x27 || code === 0x2c || code === 0x2e) return WordClass.Joiner;
  if (isNameSign(code)) return WordClass.Sign;
  if (code < 128) return WordClass.Break;
  if (code >= 0xd800 && code <= 0xdfff) return WordClass.Other;
  // No rule of UAX #29 joins a code point of the class Other to a neighbour, but for marks behind it, which give no term.
  const isAlone = wordBreakOf(code) === WordBreak.Other;
  return isAlone && (categoryOf(code) === CategoryGroup.Punctuation || isWhiteSpace(code))
    ? WordClass.Break
    : WordClass.Other;
}
