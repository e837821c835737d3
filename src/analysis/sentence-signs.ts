/** Signs that end sentences and clauses, and whether what stands before a full stop lets it end one. */
import { isWhiteSpace } from '../bytes/white-space.ts';
import { readBeforeStop } from './abbreviations.ts';

/** What a code unit means for whoever looks for a place to cut. */
export const Sign = {
  Other: 0,
  White: 1,
  /** An end of a line; a paragraph separator counts as two. */
  Line: 2,
  Paragraph: 3,
  /** `. ! ?` and their kin: ends a sentence where white space follows. */
  Terminator: 4,
  /** Of scripts that leave no blank: ends a sentence wherever it stands. */
  WideTerminator: 5,
  /** `, ; :` and their kin: ends a clause where white space follows. */
  Comma: 6,
  WideComma: 7,
  Opener: 8,
  WideOpener: 9,
  Closer: 10,
  WideCloser: 11,
  /** A quotation mark, which may cling to a sign before it. */
  Quote: 12,
  /** A hyphen or a short dash: parts clauses where it has white space on both sides. */
  Dash: 13,
  /** A long dash, the bar of a table, a bullet: parts clauses wherever it stands. */
  Divider: 14,
} as const;

const ASCII = new Uint8Array(128);
const OTHERS = new Map<number, number>();

function give(sign: number, characters: string): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    if (code < 128) ASCII[code] = sign;
    else OTHERS.set(code, sign);
  }
}

give(Sign.White, ' \t');
give(Sign.Line, '\n\r\v\f\u0085\u2028');
give(Sign.Paragraph, '\u2029');
// … with the Latin ones; then Arabic, Armenian, Devanagari, Ethiopic, Khmer, Myanmar, Tibetan.
give(Sign.Terminator, '.!?…‽‼⁇⁈⁉؟۔։।॥።፧។៕။།༎');
give(Sign.WideTerminator, '。！？｡．');
give(Sign.Comma, ',;:،؛፣፤፥၊');
give(Sign.WideComma, '、，；：､');
// No braces: blocks of code are no asides.
give(Sign.Opener, '([');
give(Sign.WideOpener, '（［「『【《〈〔');
give(Sign.Closer, ')]');
give(Sign.WideCloser, '）］」』】》〉〕');
give(Sign.Quote, `"'“”‘’«»‹›`);
give(Sign.Dash, '-–');
give(Sign.Divider, '—|•‣◦▪');

/** A value of `Sign`. */
export function signOf(code: number): number {
  if (code < 128) return ASCII[code];
  return OTHERS.get(code) ?? (isWhiteSpace(code) ? Sign.White : Sign.Other);
}

/** Quotation marks and opening brackets that are looked past for the first letter of a sentence. */
const MAX_OPENERS = 3;

/** Whether the first word at `at` begins in lower case, in one of the scripts that have it. */
export function beginsInLowerCase(text: string, at: number): boolean {
  let first = at;
  while (first < at + MAX_OPENERS && isOpening(signOf(text.charCodeAt(first)))) first++;
  const code = text.charCodeAt(first);
  if (code < 0x80) return code >= 0x61 && code <= 0x7a;
  // Latin, Greek, Cyrillic and Armenian, whose case pairs every Unicode version has; Georgian writes no capitals.
  const hasCase = (code >= 0xdf && code < 0x590) || (code >= 0x1e00 && code < 0x2000);
  return hasCase && text[first] === text[first].toLowerCase() && text[first] !== text[first].toUpperCase();
}

function isOpening(sign: number): boolean {
  return sign === Sign.Quote || sign === Sign.Opener || sign === Sign.WideOpener;
}

/**
 * Whether the full stop at `stop` belongs to the word before it: an initial (`J.`), a word with full stops inside (`e.g.`,
 * `U.S.`), a common English abbreviation, the number of an entry at the beginning of a line (`1.`).
 */
export function belongsToWord(text: string, stop: number): boolean {
  const before = readBeforeStop(text, stop, 0);
  if (before === 'nothing') return isEntryNumber(text, stop);
  // c. 1130 and p. 7.
  if (before === 'letter') return isDigit(text.charCodeAt(stop + 2));
  return before === 'abbreviation';
}

/** Digits of the longest number of an entry. */
const MAX_ENTRY_DIGITS = 3;

function isEntryNumber(text: string, stop: number): boolean {
  let start = stop;
  while (start > 0 && stop - start <= MAX_ENTRY_DIGITS && isDigit(text.charCodeAt(start - 1))) start--;
  if (start === stop) return false;
  while (start > 0 && signOf(text.charCodeAt(start - 1)) === Sign.White) start--;
  return start === 0 || signOf(text.charCodeAt(start - 1)) === Sign.Line;
}

/** Whether a line that begins at `at` is an entry of a list, a row of a table or a heading: it stands for itself. */
export function beginsEntry(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === 0x23 || code === 0x7c) return true; // # |
  if (code === 0x2a || code === 0x2d || code === 0x2b) return signOf(text.charCodeAt(at + 1)) === Sign.White; // * - +
  if (signOf(code) === Sign.Divider) return true;
  let end = at;
  while (end - at <= MAX_ENTRY_DIGITS && isDigit(text.charCodeAt(end))) end++;
  const after = text.charCodeAt(end);
  return end > at && (after === 0x2e || after === 0x29) && signOf(text.charCodeAt(end + 1)) === Sign.White;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a sentence, a line or the text itself begins or ends at `at`, white space apart. */
export function isSentenceEdge(text: string, at: number): boolean {
  let left = at;
  let hasLine = false;
  for (; left > 0; left--) {
    const sign = signOf(text.charCodeAt(left - 1));
    if (sign === Sign.Line || sign === Sign.Paragraph) hasLine = true;
    else if (sign !== Sign.White) break;
  }
  let right = at;
  for (; right < text.length; right++) {
    const sign = signOf(text.charCodeAt(right));
    if (sign === Sign.Line || sign === Sign.Paragraph) hasLine = true;
    else if (sign !== Sign.White) break;
  }
  if (hasLine || left === 0 || right === text.length) return true;
  const end = left;
  for (; left > 0; left--) {
    const sign = signOf(text.charCodeAt(left - 1));
    if (sign === Sign.WideTerminator) return true;
    if (sign === Sign.Terminator) {
      return (
        !beginsInLowerCase(text, right) && !(left === end && text[left - 1] === '.' && belongsToWord(text, left - 1))
      );
    }
    if (sign !== Sign.Closer && sign !== Sign.WideCloser && sign !== Sign.Quote) return false;
  }
  return false;
}
