import { CutClass, cutClassOf, isPictographic } from './code-point.ts';

/** Letters that words are made of by rule (AHLetter of UAX #29). */
function isWordLetter(wordBreak: number): boolean {
  return wordBreak === CutClass.ALetter || wordBreak === CutClass.HebrewLetter;
}

function isExtending(wordBreak: number): boolean {
  return wordBreak >= CutClass.Extend && wordBreak <= CutClass.ZWJ;
}

function isLineBreak(cutClass: number): boolean {
  return cutClass >= CutClass.CR && cutClass <= CutClass.Newline;
}

/** Class of the first code point at or after `from` that is not Extend, Format or ZWJ; -1 at the end of the text. */
function classAfterExtending(text: string, from: number): number {
  for (let at = from; at < text.length; ) {
    const codePoint = text.codePointAt(at)!;
    const wordBreak = cutClassOf(codePoint);
    if (!isExtending(wordBreak)) return wordBreak;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return -1;
}

/** True if a separator of class `mid` joins what stands before it (`previous`) to what follows (WB6, 7b, 12). */
function joinsAcross(previous: number, mid: number, text: string, afterMid: number): boolean {
  switch (mid) {
    case CutClass.MidLetter:
      return isWordLetter(previous) && isWordLetter(classAfterExtending(text, afterMid));
    case CutClass.MidNum:
      return previous === CutClass.Numeric && classAfterExtending(text, afterMid) === CutClass.Numeric;
    case CutClass.DoubleQuote:
      return previous === CutClass.HebrewLetter && classAfterExtending(text, afterMid) === CutClass.HebrewLetter;
    case CutClass.MidNumLet:
    case CutClass.SingleQuote:
      if (isWordLetter(previous)) return isWordLetter(classAfterExtending(text, afterMid));
      return previous === CutClass.Numeric && classAfterExtending(text, afterMid) === CutClass.Numeric;
    default:
      return false;
  }
}

/** True if two neighbours stand in one word whatever surrounds them (WB5, 7a, 8, 9, 10, 13, 13a, 13b). */
function isJoined(previous: number, next: number): boolean {
  switch (next) {
    case CutClass.ALetter:
    case CutClass.HebrewLetter:
      if (previous === CutClass.FoldedDigit) return true;
      return isWordLetter(previous) || previous === CutClass.Numeric || previous === CutClass.ExtendNumLet;
    case CutClass.Numeric:
      return isWordLetter(previous) || previous === CutClass.Numeric || previous === CutClass.ExtendNumLet;
    case CutClass.FoldedDigit:
      return isWordLetter(previous) || previous === CutClass.FoldedDigit;
    case CutClass.Katakana:
      return previous === CutClass.Katakana || previous === CutClass.ExtendNumLet;
    case CutClass.ExtendNumLet:
      return previous >= CutClass.ALetter && previous <= CutClass.ExtendNumLet;
    case CutClass.SingleQuote:
      return previous === CutClass.HebrewLetter;
    default:
      return false;
  }
}

/**
 * The first word boundary after `from`, by the default rules of UAX #29 (Unicode 15.1) and the cut class of each code point:
 * its Word_Break class, or that of what it folds to (`CutClass`).
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
  let previous = cutClassOf(first);
  let last = previous;
  let regionalIndicators = previous === CutClass.RegionalIndicator ? 1 : 0;
  if (isLineBreak(previous)) {
    const isLineFeedNext = previous === CutClass.CR && text.charCodeAt(at) === 0x0a;
    return isLineFeedNext ? at + 1 : at; // WB3, 3a
  }
  while (at < text.length) {
    const codePoint = text.codePointAt(at)!;
    const next = cutClassOf(codePoint);
    const after = at + (codePoint > 0xffff ? 2 : 1);
    if (isLineBreak(next)) return at; // WB3b
    if (isExtending(next)) {
      at = after; // WB4
      last = next;
      continue;
    }
    if (joinsAcross(previous, next, text, after)) {
      at = after; // `previous` stays: what follows joins as if the separator were not there (WB7, 7c, 11)
      last = next;
      continue;
    }
    if (cutsConnectors && (next === CutClass.ExtendNumLet || previous === CutClass.ExtendNumLet)) return at;
    const isPair = next === CutClass.RegionalIndicator && previous === next && regionalIndicators % 2 === 1;
    const isSequence = last === CutClass.ZWJ && isPictographic(codePoint);
    const isSpaceRun = next === CutClass.WSegSpace && last === next;
    if (!isPair && !isSequence && !isSpaceRun && !isJoined(previous, next)) return at; // WB15–16, 3c, 3d, 999
    if (next === CutClass.RegionalIndicator) regionalIndicators++;
    previous = next;
    last = next;
    at = after;
  }
  return at;
}
