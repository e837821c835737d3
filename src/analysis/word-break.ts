import { classAt, skipExtending } from './cluster.ts';
import { isExtendingClass, isPictographic, isWordLetter, WordBreak, wordBreakOf } from './code-point.ts';

function isLineBreak(wordBreak: number): boolean {
  return wordBreak >= WordBreak.CR && wordBreak <= WordBreak.Newline;
}

/** Class of the first code point at or after `from` that is not Extend, Format or ZWJ; -1 at the end of the text. */
function classAfterExtending(text: string, from: number): number {
  return classAt(text, skipExtending(text, from));
}

/** True if a separator of class `mid` joins what stands before it (`previous`) to what follows (WB6, 7b, 12). */
function joinsAcross(previous: number, mid: number, text: string, afterMid: number): boolean {
  switch (mid) {
    case WordBreak.MidLetter:
      return isWordLetter(previous) && isWordLetter(classAfterExtending(text, afterMid));
    case WordBreak.MidNum:
      return previous === WordBreak.Numeric && classAfterExtending(text, afterMid) === WordBreak.Numeric;
    case WordBreak.DoubleQuote:
      return previous === WordBreak.HebrewLetter && classAfterExtending(text, afterMid) === WordBreak.HebrewLetter;
    case WordBreak.MidNumLet:
    case WordBreak.SingleQuote:
      if (isWordLetter(previous)) return isWordLetter(classAfterExtending(text, afterMid));
      return previous === WordBreak.Numeric && classAfterExtending(text, afterMid) === WordBreak.Numeric;
    default:
      return false;
  }
}

/** True if two neighbours stand in one word whatever surrounds them (WB5, 7a, 8, 9, 10, 13, 13a, 13b). */
function isJoined(previous: number, next: number): boolean {
  switch (next) {
    case WordBreak.ALetter:
    case WordBreak.HebrewLetter:
      if (previous === WordBreak.FoldedDigit) return true;
      return isWordLetter(previous) || previous === WordBreak.Numeric || previous === WordBreak.ExtendNumLet;
    case WordBreak.Numeric:
      return isWordLetter(previous) || previous === WordBreak.Numeric || previous === WordBreak.ExtendNumLet;
    case WordBreak.FoldedDigit:
      return isWordLetter(previous) || previous === WordBreak.FoldedDigit;
    case WordBreak.Katakana:
      return previous === WordBreak.Katakana || previous === WordBreak.ExtendNumLet;
    case WordBreak.ExtendNumLet:
      return previous >= WordBreak.ALetter && previous <= WordBreak.ExtendNumLet;
    case WordBreak.SingleQuote:
      return previous === WordBreak.HebrewLetter;
    default:
      return false;
  }
}

/**
 * The first word boundary after `from`, by the default rules of UAX #29 (Unicode 15.1), over the classes of what
 * code points fold to (`WordBreak`).
 *
 * @param from a word boundary of the text, below its length
 * @param cutsConnectors true leaves out WB13a and 13b: `_` and its kin join nothing
 * @returns a boundary above `from`, at most the length. Walking a text from boundary to boundary is linear: a look
 *   ahead reads marks that the main walk reads once more, never a third time.
 */
export function nextWordBreak(text: string, from: number, cutsConnectors = false): number {
  const first = text.codePointAt(from)!;
  let at = from + (first > 0xffff ? 2 : 1);
  // `previous` skips Extend, Format and ZWJ (WB4); `last` does not.
  let previous = wordBreakOf(first);
  let last = previous;
  let regionalIndicators = previous === WordBreak.RegionalIndicator ? 1 : 0;
  if (isLineBreak(previous)) {
    const isLineFeedNext = previous === WordBreak.CR && text.charCodeAt(at) === 0x0a;
    return isLineFeedNext ? at + 1 : at; // WB3, 3a
  }
  while (at < text.length) {
    const codePoint = text.codePointAt(at)!;
    const next = wordBreakOf(codePoint);
    const after = at + (codePoint > 0xffff ? 2 : 1);
    if (isLineBreak(next)) return at; // WB3b
    if (isExtendingClass(next)) {
      at = after; // WB4
      last = next;
      continue;
    }
    if (joinsAcross(previous, next, text, after)) {
      at = after; // `previous` stays: what follows joins as if the separator were not there (WB7, 7c, 11)
      last = next;
      continue;
    }
    if (cutsConnectors && (next === WordBreak.ExtendNumLet || previous === WordBreak.ExtendNumLet)) return at;
    const isPair = next === WordBreak.RegionalIndicator && previous === next && regionalIndicators % 2 === 1;
    const isSequence = last === WordBreak.ZWJ && isPictographic(codePoint);
    const isSpaceRun = next === WordBreak.WSegSpace && last === next;
    if (!isPair && !isSequence && !isSpaceRun && !isJoined(previous, next)) return at; // WB15–16, 3c, 3d, 999
    if (next === WordBreak.RegionalIndicator) regionalIndicators++;
    previous = next;
    last = next;
    at = after;
  }
  return at;
}
