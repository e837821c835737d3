/**
 * Names that are written with signs: `C++`, `Notepad++`, `C#`, `.NET`.
 *
 * - `++` belongs to the word before it where that ends in a letter.
 * - `#` and `♯` belong to a word of one letter.
 * - Neither belongs to it where a letter, another sign or `_` follows (`a++b`, `x#y`), or behind `#` a digit (`A#1`). Hangul may
 *   follow, as particles do, and scripts without spaces.
 * - `.NET` is a word of its own where nothing but a space, a mark or a letter of a script without spaces is before it.
 *
 * Signs count in all widths. The name of a letter alone is another word: `C` does not find `C++`.
 */
import { classAt, skipExtending } from './cluster.ts';
import { isExtendingClass, isWordLetter, WordBreak } from './code-point.ts';

/** `+` in all widths, raised and lowered. */
function isPlus(code: number): boolean {
  return code === 0x2b || code === 0x207a || code === 0x208a || code === 0xfe62 || code === 0xff0b;
}

/** `#` in all widths, and the sharp sign. */
function isNumberSign(code: number): boolean {
  return code === 0x23 || code === 0x266f || code === 0xfe5f || code === 0xff03;
}

/** Full stops of all widths. */
export function isFullStop(code: number): boolean {
  return code === 0x2e || code === 0x2024 || code === 0xfe52 || code === 0xff0e;
}

export function isNameSign(code: number): boolean {
  return isPlus(code) || isNumberSign(code);
}

/**
 * End of the word that ends at `end` with the signs of its name, and in a text that keeps apostrophes with a possessive
 * `'s` behind them; `end` where it has none.
 */
export function endOfNameSigns(text: string, start: number, end: number, cutsApostrophes: boolean): number {
  if (end === text.length) return end;
  const code = text.charCodeAt(end);
  // Nearly always a space or the end.
  if (code <= 0x20 || !isNameSign(code)) return end;
  const isSharp = isNumberSign(code);
  const signEnd = isSharp ? end + 1 : end + 2;
  if (!isSharp && !isPlus(text.charCodeAt(end + 1))) return end;
  if (isSharp ? !isOneLetter(text, start, end) : !isWordLetter(classBefore(text, start, end))) return end;
  const after = skipExtending(text, signEnd);
  if (isNameSign(text.charCodeAt(after)) || isLetterAt(text, after)) return end;
  if (isSharp && isDigit(classAt(text, after))) return end;
  return cutsApostrophes ? signEnd : endOfPossessive(text, signEnd);
}

/** End of the name `.NET` at `start`; `start` where it does not stand there. */
export function endOfDotNet(text: string, start: number): number {
  if (!isFullStop(text.charCodeAt(start))) return start;
  const end = start + 4;
  for (let at = 1; at < 4; at++) if (lowerLetterAt(text, start + at) !== 'net'.charCodeAt(at - 1)) return start;
  if (isLetterAt(text, skipExtending(text, end)) || isExtendingClass(classAt(text, end))) return start;
  const before = start > 0 ? classBefore(text, 0, start) : -1;
  const isInWord = isWordLetter(before) || isDigit(before) || before === WordBreak.ExtendNumLet;
  return isInWord || isFullStop(text.charCodeAt(start - 1)) ? start : end;
}

/** Behind `'s` where that ends a word. */
function endOfPossessive(text: string, at: number): number {
  if (classAt(text, at) !== WordBreak.SingleQuote || lowerLetterAt(text, at + 1) !== 0x73) return at;
  const after = skipExtending(text, at + 2);
  return isLetterAt(text, after) || isDigit(classAt(text, after)) ? at : at + 2;
}

function isDigit(wordBreak: number): boolean {
  return wordBreak === WordBreak.Numeric || wordBreak === WordBreak.FoldedDigit;
}

/** True for a letter that would make the name another word, or a connector. */
function isLetterAt(text: string, at: number): boolean {
  const wordBreak = classAt(text, at);
  return wordBreak === WordBreak.ExtendNumLet || (isWordLetter(wordBreak) && !isHangul(text.charCodeAt(at)));
}

function isHangul(code: number): boolean {
  if (code < 0x3131) return code >= 0x1100 && code <= 0x11ff;
  if (code < 0xac00) return code <= 0x318e || (code >= 0xa960 && code <= 0xa97c);
  return code <= 0xd7fb || (code >= 0xffa0 && code <= 0xffdc);
}

/** The ASCII or full-width letter at `at` as a lower-case ASCII code; other code units give others. */
function lowerLetterAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return (code >= 0xff21 && code <= 0xff5a ? code - 0xfee0 : code) | 0x20;
}

/** Class of the last code point of `start` … `end` that is not Extend, Format or ZWJ; -1 without one. */
function classBefore(text: string, start: number, end: number): number {
  for (let at = end; at > start; ) {
    at -= isLowSurrogate(text.charCodeAt(at - 1)) && at - 1 > start ? 2 : 1;
    if (!isExtendingClass(classAt(text, at))) return classAt(text, at);
  }
  return -1;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** True if `start` … `end` is one letter with its marks. */
function isOneLetter(text: string, start: number, end: number): boolean {
  const at = skipExtending(text, start);
  if (at >= end || !isWordLetter(classAt(text, at))) return false;
  return skipExtending(text, at + (text.codePointAt(at)! > 0xffff ? 2 : 1)) === end;
}
