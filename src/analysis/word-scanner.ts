import { endOfCluster, isExtending, skipExtending } from './cluster.ts';
import { CategoryGroup, categoryOf, isWhiteSpace, WordBreak, wordBreakOf } from './code-point.ts';
import { endOfDotNet, endOfNameSigns, isFullStop } from './name-signs.ts';
import { nextWordBreak } from './word-break.ts';

/** Receives the words of a text in order. Offsets are UTF-16 code units, `end` exclusive. */
export interface WordSink {
  /** A word, number, acronym or symbol, with its marks, kept apostrophes, decimal points and grouping commas. */
  word(start: number, end: number): void;
  /** A run of letters of scripts written without spaces, see `isUnspaced`. */
  run(start: number, end: number): void;
}

const DIGIT = 1;
const LETTER = 2;
/** 0 neither, DIGIT or LETTER, for each ASCII code. */
const ASCII_KIND = new Uint8Array(128);
for (let code = 0x30; code <= 0x39; code++) ASCII_KIND[code] = DIGIT;
for (let code = 0x41; code <= 0x5a; code++) ASCII_KIND[code] = ASCII_KIND[code + 0x20] = LETTER;

const FULL_STOP = 0x2e;
const COMMA = 0x2c;
const APOSTROPHE = 0x27;
const PLUS = 0x2b;
const NUMBER_SIGN = 0x23;

function asciiKind(code: number): number {
  return code < 128 ? ASCII_KIND[code] : 0;
}

/**
 * True for letters whose words UAX #29 leaves to a dictionary: Han, kana, and the South-East Asian scripts without
 * spaces (Thai, Lao, Khmer, Myanmar and their kin). They become overlapping bigrams.
 */
export function isUnspaced(codePoint: number): boolean {
  const wordBreak = wordBreakOf(codePoint);
  if (wordBreak !== WordBreak.Other) return wordBreak === WordBreak.Katakana || wordBreak === WordBreak.FoldedUnspaced;
  const category = categoryOf(codePoint);
  return category === CategoryGroup.Letter || category === CategoryGroup.LetterNumber;
}

/** True if no term can come from a word that begins with this code point, whatever normalisation makes of it. */
function isSilent(codePoint: number): boolean {
  if (codePoint < 128) return ASCII_KIND[codePoint] === 0;
  const wordBreak = wordBreakOf(codePoint);
  if (wordBreak !== WordBreak.Other && wordBreak < WordBreak.ExtendNumLet) return false;
  return categoryOf(codePoint) >= CategoryGroup.Punctuation || isWhiteSpace(codePoint);
}

/** Full stops and colons of all widths: . : ․ ︓ ﹒ ﹕ ． ：. Other middle marks (·, ״) are part of their words. */
function isStopOrColon(code: number): boolean {
  if (code < 128) return code === FULL_STOP || code === 0x3a;
  return code === 0x2024 || code === 0xfe13 || code === 0xfe52 || code === 0xfe55 || code === 0xff0e || code === 0xff1a;
}

/** Commas of all widths: , ︐ ﹐ ，. */
function isComma(code: number): boolean {
  return code === COMMA || code === 0xfe10 || code === 0xfe50 || code === 0xff0c;
}

/** ASCII or full-width. */
function isDigit(code: number): boolean {
  return asciiKind(code) === DIGIT || (code >= 0xff10 && code <= 0xff19);
}

/** True if the comma at `comma` groups thousands: 1–3 digits before it, exactly three behind. */
function groupsThousands(text: string, start: number, comma: number, end: number): boolean {
  let before = comma;
  while (before > start && isDigit(text.charCodeAt(before - 1))) before--;
  const digits = comma - before;
  if (digits < 1 || digits > 3 || (before > start && !isComma(text.charCodeAt(before - 1)))) return false;
  if (comma + 3 >= end) return false;
  for (let at = comma + 1; at <= comma + 3; at++) if (!isDigit(text.charCodeAt(at))) return false;
  const after = comma + 4 < end ? text.charCodeAt(comma + 4) : COMMA;
  return isComma(after) || (after < 128 && ASCII_KIND[after] === 0);
}

/**
 * Walks the words of a text: the default word boundaries of UAX #29, cut further where a reader would look for the parts.
 *
 * - `_` and the other connectors always cut: `foo_bar` is two words.
 * - A full stop or colon between letters cuts (`example.com`, `end.Next`), unless single letters stand between full
 *   stops: `U.S.A.` and `e.g.` are one word each (without the last stop). Between digits a full stop is kept: `3.14`,
 *   `10.0.0.1`.
 * - A comma between digits is kept where it groups thousands (`1,000`) and cuts elsewhere (`1,2`); other separators of
 *   numbers cut.
 * - An apostrophe between letters is kept, or cuts with `cutsApostrophes` (`l'homme`); between digits it cuts.
 * - `-`, `/`, `@`, `&` are boundaries already: `wi-fi` and `AC/DC` are two words.
 * - `C++`, `C#` and `.NET` are words; other `+` and `#` are boundaries (`name-signs.ts`).
 *
 * Linear in the length of the text.
 */
export class WordScanner {
  readonly cutsApostrophes: boolean;
  readonly #hasShortcut: boolean;

  /** @param hasShortcut false reads ASCII words the slow way too: the same words, for tests that compare */
  constructor(cutsApostrophes: boolean, hasShortcut = true) {
    this.cutsApostrophes = cutsApostrophes;
    this.#hasShortcut = hasShortcut;
  }

  scan(text: string, sink: WordSink): void {
    const length = text.length;
    let at = 0;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code < 128) {
        const kind = ASCII_KIND[code];
        if (kind === 0 && (code !== FULL_STOP || endOfDotNet(text, at) === at)) {
          at++;
          continue;
        }
        const end = this.#hasShortcut && kind !== 0 ? this.#plainEnd(text, at, kind) : -1;
        if (end > 0) {
          sink.word(at, end);
          at = end;
          continue;
        }
      }
      at = this.scanSegment(text, at, sink);
    }
  }

  /**
   * Reads the run of unspaced letters, or else `.NET` or the segment of UAX #29 with the signs of its name, that begins at
   * `start`: a boundary of the text, not inside a run.
   *
   * @returns its end, above `start`
   */
  scanSegment(text: string, start: number, sink: WordSink): number {
    const length = text.length;
    let end = start;
    while (end < length && text.charCodeAt(end) >= 128 && isUnspaced(text.codePointAt(end)!)) {
      end = endOfCluster(text, end, length);
    }
    if (end > start) {
      sink.run(start, end);
      return end;
    }
    end = endOfDotNet(text, start);
    if (end > start) {
      sink.word(start, end);
      return end;
    }
    return this.#cut(text, start, nextWordBreak(text, start, true), sink);
  }

  /**
   * End of the ASCII word at `start` where the next two characters show that it ends there; -1 where they do not.
   * Agrees with the slow way by construction: it only answers where no rule of UAX #29 joins, or the cut is certain.
   */
  #plainEnd(text: string, start: number, kind: number): number {
    const length = text.length;
    let end = start + 1;
    let code = 0;
    while (end < length) {
      code = text.charCodeAt(end);
      if (code >= 128) return -1;
      const next = ASCII_KIND[code];
      if (next === 0) break;
      kind = next;
      end++;
    }
    if (code === PLUS || code === NUMBER_SIGN) return -1;
    if (end === length || (code !== FULL_STOP && code !== COMMA && code !== APOSTROPHE)) return end;
    const after = end + 1 < length ? text.charCodeAt(end + 1) : 0;
    if (after < 128 && ASCII_KIND[after] !== kind) return end;
    if (code === COMMA) return kind === LETTER || after >= 128 ? end : -1;
    if (code === APOSTROPHE) return kind === DIGIT || this.cutsApostrophes ? end : -1;
    return kind === LETTER && end - start > 1 ? end : -1;
  }

  /** Cuts one segment of UAX #29 into words, the last with the signs of its name. Returns where that ends. */
  #cut(text: string, start: number, end: number, sink: WordSink): number {
    let from = start;
    let pieceStart = start;
    let previous: number = WordBreak.Other;
    for (let at = start; at < end; ) {
      const codePoint = text.codePointAt(at)!;
      const wordBreak = wordBreakOf(codePoint);
      const after = at + (codePoint > 0xffff ? 2 : 1);
      if (wordBreak >= WordBreak.MidLetter && wordBreak <= WordBreak.SingleQuote) {
        if (this.#isCut(codePoint, wordBreak, previous, text, from, pieceStart, at, end)) {
          this.#emit(text, from, at, sink);
          // Marks that have lost their letter belong to no word.
          from = skipExtending(text, after, end);
        }
        pieceStart = after;
      } else if (wordBreak < WordBreak.Extend || wordBreak > WordBreak.ZWJ) {
        previous = wordBreak;
      }
      at = after;
    }
    const nameEnd = endOfNameSigns(text, from, end, this.cutsApostrophes);
    this.#emit(text, from, nameEnd, sink);
    return nameEnd;
  }

  /** True if the joining mark at `at` parts words; `from` begins the word so far, `pieceStart` follows its last joiner. */
  #isCut(
    code: number,
    wordBreak: number,
    previous: number,
    text: string,
    from: number,
    pieceStart: number,
    at: number,
    end: number,
  ): boolean {
    if (wordBreak === WordBreak.MidNum) return !isComma(code) || !groupsThousands(text, from, at, end);
    const isAfterNumber = previous === WordBreak.Numeric;
    if (wordBreak === WordBreak.SingleQuote) return isAfterNumber || this.cutsApostrophes;
    if (!isStopOrColon(code)) return false;
    if (isAfterNumber) return false;
    if (!isFullStop(code) || endOfCluster(text, pieceStart, at) !== at) return true;
    // A single letter before this full stop: an acronym when a single letter follows too.
    if (pieceStart > from && !isFullStop(text.charCodeAt(pieceStart - 1))) return true;
    const letterEnd = endOfCluster(text, at + 1, end);
    return letterEnd < end && !isStopOrColon(text.charCodeAt(letterEnd));
  }

  #emit(text: string, start: number, end: number, sink: WordSink): void {
    while (start < end) {
      const codePoint = text.codePointAt(start)!;
      if (!isExtending(codePoint)) {
        if (!isSilent(codePoint)) sink.word(start, end);
        return;
      }
      start += codePoint > 0xffff ? 2 : 1;
    }
  }
}
