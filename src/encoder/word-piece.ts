import { CategoryGroup, categoryOf, isUnassigned, isWhiteSpace, toLowerCodePoint } from '../analysis/code-point.ts';
import { isAscii } from '../analysis/normalise.ts';
import { TermCache } from '../analysis/term-cache.ts';
import { VocabularyTrie } from './vocabulary-trie.ts';

/** A longer word, in code points, is unknown as a whole. */
const MAX_WORD_CODE_POINTS = 100;
const UNKNOWN_TOKEN = '[UNK]';
const NO_IDS: readonly number[] = [];

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

  /** @param tokens the vocabulary in the order of its ids; it holds `[UNK]` */
  constructor(tokens: readonly string[]) {
    this.#trie = new VocabularyTrie(tokens);
    this.#unknown = [tokens.indexOf(UNKNOWN_TOKEN)];
  }

  /**
   * Calls `visit` with the ids of each word in text order, until it returns false.
   *
   * Linear in the text; known words cost one look-up.
   */
  tokenise(text: string, visit: (ids: readonly number[]) => boolean): void {
    const length = text.length;
    for (let at = 0; at < length; ) {
      const code = text.charCodeAt(at);
      const codePoint = code < 128 ? code : text.codePointAt(at)!;
      const kind = code < 128 ? ASCII_KIND[code] : kindOf(codePoint);
      let end = at + (codePoint > 0xffff ? 2 : 1);
      if (kind === WORD) end = this.#endOfWord(text, end);
      if (kind !== SPACE && !visit(this.#idsOf(text, at, end))) return;
      at = end;
    }
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
