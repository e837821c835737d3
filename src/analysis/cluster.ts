/** Code points with the extending ones behind them (Extend, Format, ZWJ of UAX #29): what is read as one. */
import { isExtendingClass, wordBreakOf } from './code-point.ts';

/** Belongs to the code point before it. */
export function isExtending(codePoint: number): boolean {
  return isExtendingClass(wordBreakOf(codePoint));
}

/** Behind the extending code points at `at`, but not behind `end`. */
export function skipExtending(text: string, at: number, end: number = text.length): number {
  while (at < end) {
    const codePoint = text.codePointAt(at)!;
    if (!isExtending(codePoint)) break;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return at;
}

/** End of the code point at `at` with the extending ones behind it. */
export function endOfCluster(text: string, at: number, end: number): number {
  return skipExtending(text, at + (text.codePointAt(at)! > 0xffff ? 2 : 1), end);
}

/** Class of the code point at `at`; -1 at the end of the text. */
export function classAt(text: string, at: number): number {
  return at < text.length ? wordBreakOf(text.codePointAt(at)!) : -1;
}
