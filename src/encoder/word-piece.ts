import { CategoryGroup, categoryOf, isUnassigned, isWhiteSpace, toLowerCodePoint } from '../analysis/code-point.ts';
import { isAscii } from '../analysis/normalise.ts';
import { SurfaceTable } from '../analysis/surface-table.ts';
import { TermCache } from '../analysis/term-cache.ts';
import { FOLDED } from '../analysis/word-class.ts';
import { VocabularyTrie } from './vocabulary-trie.ts';

/** A longer word, in code points, is unknown as a whole. */
const MAX_WORD_CODE_POINTS = 100;
const UNKNOWN_TOKEN = '[UNK]';
const NO_IDS: readonly number[] = [];
/** Words of ASCII letters and digits whose ids are remembered before all are forgotten. */
const MAX_PLAIN_WORDS = 1 << 18;

const WORD = 0;
const SPACE = 1;
/** Stands alone: punctuation, or an ideograph. */
const SINGLE = 2;

/** Kind of each ASCII code: white space parts words, other controls vanish inside them, punctuation stands alone. */
const ASCII_KIND = new Uint8Array(128);
for (let code = 0; code < 128; code++) ASCII_KIND[code] = kindOf(code);

function isAsciiPunctuation(code: number): boolean {
  return (
    (code >= 33 && code <= 47) ||
    (code >= 58 && code <= 64) ||
    (code >= 91 && code <= 96) ||
    (code >= 123 && code <= 126)
  );
}

function isPunctuation(codePoint: number): boolean {
  return codePoint < 128 ? isAsciiPunctuation(codePoint) : categoryOf(codePoint) === CategoryGroup.Punctuation;
}

/** The eight ranges that BERT calls Chinese characters. */
function isIdeograph(codePoint: number): boolean {
  if (codePoint < 0x3400) return false;
  return (
    (codePoint >= 0x4e00 && codePoint <= 0x9fff) ||
    codePoint <= 0x4dbf ||
    (codePoint >= 0xf900 && codePoint <= 0xfaff) ||
    (codePoint >= 0x20000 && codePoint <= 0x2a6df) ||
    (codePoint >= 0x2a700 && codePoint <= 0x2b73f) ||
    (codePoint >= 0x2b740 && codePoint <= 0x2b81f) ||
    (codePoint >= 0x2b920 && codePoint <= 0x2ceaf) ||
    (codePoint >= 0x2f800 && codePoint <= 0x2fa1f)
  );
}

function kindOf(codePoint: number): number {
  if (isWhiteSpace(codePoint)) return SPACE;
  return isPunctuation(codePoint) || isIdeograph(codePoint) ? SINGLE : WORD;
}

/** U+0000, U+FFFD, controls, formats, private use and unassigned code points leave no trace. */
function isDropped(codePoint: number): boolean {
  return codePoint === 0xfffd || categoryOf(codePoint) === CategoryGroup.Control || isUnassigned(codePoint);
}

/**
 * BERT's uncased WordPiece tokeniser, without [CLS] and [SEP], by the classes of the pinned Unicode version.
 *
 * White space parts words; controls, formats, private use and unassigned code points are dropped; each CJK ideograph
 * and each punctuation mark is a word of its own; words are put in NFD, lose their nonspacing marks and are put in
 * lower case code point by code point; a word of more than 100 code points, or with a rest that no piece matches, is
 * `[UNK]` as a whole.
 *
 * @see Devlin et al., "BERT", 2019; Wu et al., "Google's Neural Machine Translation System", 2016
 */
export class WordPiece {
  readonly #trie: VocabularyTrie;
  readonly #unknown: readonly number[];
  readonly #cache = new TermCache<readonly number[]>();
  /** Numbers of plain words, plus one, in `#plainIds`. */
  readonly #plainWords = new SurfaceTable();
  #plainIds: (readonly number[])[] = [];
  /** Ids of each ASCII mark that stands alone. */
  readonly #markIds: readonly (readonly number[])[];
  #codes = new Uint16Array(1 << 12);
  #codeBytes = Buffer.from(this.#codes.buffer);

  /** @param tokens the vocabulary in the order of its ids; it holds `[UNK]` */
  constructor(tokens: readonly string[]) {
    this.#trie = new VocabularyTrie(tokens);
    this.#unknown = [tokens.indexOf(UNKNOWN_TOKEN)];
    this.#markIds = Array.from(ASCII_KIND, (kind, code) => {
      return kind === SINGLE ? this.#deriveIds(String.fromCharCode(code)) : NO_IDS;
    });
  }

  /**
   * Calls `visit` with the ids of each word in text order, until it returns false.
   *
   * Linear in the text; known words cost one look-up.
   */
  tokenise(text: string, visit: (ids: readonly number[]) => boolean): void {
    const { length } = text;
    const codes = this.#read(text);
    for (let at = 0; at < length; ) {
      const code = codes[at];
      if (FOLDED[code] === 0 && code < 128 && ASCII_KIND[code] !== WORD) {
        if (ASCII_KIND[code] === SINGLE && !visit(this.#markIds[code])) return;
        at++;
        continue;
      }
      let end = at;
      let low = 0;
      let high = 0;
      for (let folded = FOLDED[code]; folded !== 0; folded = FOLDED[codes[++end]]) {
        high = (high << 8) | (low >>> 24);
        low = (low << 8) | folded;
      }
      if (end > at && codes[end] < 128 && ASCII_KIND[codes[end]] !== WORD) {
        if (!visit(this.#plainIdsOf(text, at, end, low, high))) return;
      } else {
        end = this.#endOfPiece(text, at);
        if (kindOf(text.codePointAt(at)!) !== SPACE && !visit(this.#idsOf(text, at, end))) return;
      }
      at = end;
    }
  }

  /** The code units of a text, with a space behind them. */
  #read(text: string): Uint16Array {
    if (this.#codes.length <= text.length) {
      this.#codes = new Uint16Array(text.length * 2);
      this.#codeBytes = Buffer.from(this.#codes.buffer);
    }
    this.#codeBytes.write(text, 0, 'utf16le');
    this.#codes[text.length] = 0x20;
    return this.#codes;
  }

  /** Ids of a word of ASCII letters and digits; `low` and `high` as `SurfaceTable` takes them. */
  #plainIdsOf(text: string, start: number, end: number, low: number, high: number): readonly number[] {
    const known = this.#plainWords.find(this.#codes, start, end, low, high);
    if (known !== 0) return this.#plainIds[known - 1];
    if (this.#plainIds.length === MAX_PLAIN_WORDS) {
      this.#plainWords.clear();
      this.#plainIds = [];
    }
    const ids = this.#deriveIds(text.slice(start, end));
    this.#plainIds.push(ids);
    this.#plainWords.add(this.#codes, start, end, low, high, this.#plainIds.length);
    return ids;
  }

  /** End of the word, the space or the mark at `at`. */
  #endOfPiece(text: string, at: number): number {
    const codePoint = text.codePointAt(at)!;
    const next = at + (codePoint > 0xffff ? 2 : 1);
    return kindOf(codePoint) === WORD ? this.#endOfWord(text, next) : next;
  }

  #endOfWord(text: string, at: number): number {
    const length = text.length;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code < 128) {
        if (ASCII_KIND[code] !== WORD) return at;
        at++;
      } else {
        const codePoint = text.codePointAt(at)!;
        if (kindOf(codePoint) !== WORD) return at;
        at += codePoint > 0xffff ? 2 : 1;
      }
    }
    return at;
  }

  #idsOf(text: string, start: number, end: number): readonly number[] {
    let ids = this.#cache.get(text, start, end);
    if (ids === undefined) {
      ids = this.#deriveIds(text.slice(start, end));
      this.#cache.set(text, start, end, ids);
    }
    return ids;
  }

  #deriveIds(surface: string): readonly number[] {
    const ids: number[] = [];
    // Taking marks off may lay bare punctuation (≠ is = and a stroke), so the result is parted once more.
    let word = '';
    const finish = () => {
      if (word !== '') ids.push(...this.#cutWord(word));
      word = '';
    };
    for (const character of normalise(surface)) {
      const codePoint = character.codePointAt(0)!;
      if (isWhiteSpace(codePoint)) finish();
      else if (isPunctuation(codePoint)) {
        finish();
        word = character;
        finish();
      } else word += character;
    }
    finish();
    return ids.length === 0 ? NO_IDS : ids;
  }

  #cutWord(word: string): readonly number[] {
    if (word.length > MAX_WORD_CODE_POINTS && countCodePoints(word) > MAX_WORD_CODE_POINTS) return this.#unknown;
    return this.#trie.cut(word) ?? this.#unknown;
  }
}

function countCodePoints(word: string): number {
  let count = 0;
  for (const _ of word) count++;
  return count;
}

function normalise(surface: string): string {
  let kept = '';
  for (const character of surface) if (!isDropped(character.codePointAt(0)!)) kept += character;
  if (isAscii(kept)) return kept.toLowerCase();
  let folded = '';
  for (const character of kept.normalize('NFD')) {
    if (categoryOf(character.codePointAt(0)!) !== CategoryGroup.NonspacingMark) folded += toLowerCodePoint(character);
  }
  return folded;
}
