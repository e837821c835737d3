/** Where names stand in a text, however they are written there: in prose, in an address, percent-encoded. */
import { foldCase } from '../../analysis/case-folding.ts';
import { CategoryGroup, categoryOf, isIgnorable, isUnassigned } from '../../analysis/code-point.ts';
import { isUnspaced } from '../../analysis/word-scanner.ts';
import { readPercentEncoded } from './percent-encoded.ts';

/** A stretch of a text, UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A word as it is folded, and where it stands. */
export interface FoundWord extends Span {
  readonly word: string;
}

/** Signs between two words of a name: more of them, and it is no name any more. */
const MOST_BETWEEN = 32;
const SHORTEST_STEM = 4;
const HANGUL = 0x1100;
const PERCENT = 0x25;

/**
 * Finds names by their words. Case and accents are folded; between two words may stand white space, punctuation, underscores, or nothing
 * at all (`Ada_Lovelace`, `ada-lovelace`, `Ada%20Lovelace`, `AdaLovelace`). A name begins and ends where a word does; each letter of a
 * script that is written without spaces is a word of its own. Names that overlap are one stretch.
 */
export class AliasFinder {
  /** By first word the others, the longest list first. */
  readonly #names = new Map<string, string[][]>();

  readonly #fold: ((word: string) => string) | null;

  /** @param fold what makes words alike beside case and accents; null for nothing */
  constructor(aliases: readonly string[], fold: ((word: string) => string) | null = null) {
    this.#fold = fold;
    for (const alias of aliases) {
      const { words } = this.#read(alias);
      if (words.length === 0) continue;
      this.#add(words);
      if (words.length > 1) this.#add([words.join('')]);
    }
    for (const names of this.#names.values()) names.sort((a, b) => b.length - a.length);
  }

  /** Stretches that do not touch, ascending. */
  find(text: string): Span[] {
    const found: { start: number; end: number }[] = [];
    if (this.#names.size === 0) return found;
    const read = this.#read(text);
    for (let at = 0; at < read.words.length; at++) {
      const length = this.#lengthAt(read, at);
      if (length === 0) continue;
      const [start, end] = [read.starts[at], read.ends[at + length - 1]];
      const last = found[found.length - 1];
      if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
      else found.push({ start, end });
    }
    return found;
  }

  /** The words of all names that stand in a text, one by one, ascending. */
  findWords(text: string): FoundWord[] {
    if (this.#names.size === 0) return [];
    const read = this.#read(text);
    const found: FoundWord[] = [];
    let end = 0;
    for (let at = 0; at < read.words.length; at++) {
      end = Math.max(end, at + this.#lengthAt(read, at));
      if (at < end) found.push({ word: read.words[at], start: read.starts[at], end: read.ends[at] });
    }
    return found;
  }

  isIn(text: string): boolean {
    if (this.#names.size === 0) return false;
    const read = this.#read(text);
    return read.words.some((_, at) => this.#lengthAt(read, at) > 0);
  }

  /** Whether a word is one of a name, or the stem of one: what a slip of the keyboard could be mended to. */
  hasWord(word: string): boolean {
    const [folded] = readWords(word).words;
    if (folded === undefined) return false;
    const isLike = (other: string): boolean => {
      const [short, long] = other.length < folded.length ? [other, folded] : [folded, other];
      return short === long || (short.length >= SHORTEST_STEM && long.startsWith(short));
    };
    for (const [first, rest] of this.#names) {
      if (isLike(first) || rest.some((words) => words.some(isLike))) return true;
    }
    return false;
  }

  #read(text: string): Words {
    const read = readWords(text);
    return this.#fold === null ? read : { ...read, words: read.words.map(this.#fold) };
  }

  #add([first, ...rest]: readonly string[]): void {
    const known = this.#names.get(first);
    if (known === undefined) this.#names.set(first, [rest]);
    else known.push(rest);
  }

  /** Words of the longest name that begins with this word; 0 for none. */
  #lengthAt({ words, starts, ends }: Words, at: number): number {
    const names = this.#names.get(words[at]);
    if (names === undefined) return 0;
    for (const rest of names) {
      const isHere = rest.every((word, i) => {
        const place = at + i + 1;
        return words[place] === word && starts[place] - ends[place - 1] <= MOST_BETWEEN;
      });
      if (isHere) return rest.length + 1;
    }
    return 0;
  }
}

/** Whether a name has a word that it could be found by. */
export function hasWords(name: string): boolean {
  return readWords(name).words.length > 0;
}

interface Words {
  /** Folded. */
  readonly words: string[];
  readonly starts: number[];
  readonly ends: number[];
}

function readWords(text: string): Words {
  const read: Words = { words: [], starts: [], ends: [] };
  let word = '';
  let start = 0;
  let end = 0;
  const close = (): void => {
    if (word === '') return;
    read.words.push(word);
    read.starts.push(start);
    read.ends.push(end);
    word = '';
  };
  for (let at = 0; at < text.length; ) {
    // Most words are of plain letters: taken whole, unless something else may go on with them.
    if (word === '' && isPlain(text, at)) {
      let behind = at + 1;
      while (isPlain(text, behind)) behind++;
      const next = text.charCodeAt(behind);
      if (next < 0x80 && next !== PERCENT) {
        read.words.push(text.slice(at, behind).toLowerCase());
        read.starts.push(at);
        read.ends.push(behind);
        at = behind;
        continue;
      }
    }
    const encoded = text.charCodeAt(at) === PERCENT ? readPercentEncoded(text, at) : null;
    const codePoint = encoded?.codePoint ?? (text.codePointAt(at) as number);
    const next = encoded?.end ?? at + (codePoint > 0xffff ? 2 : 1);
    const folded = foldSign(codePoint);
    if (folded === '') close();
    else if (folded === JOINED) {
      // A mark, or a sign that nobody sees: part of its word, and no letter of it.
      if (word !== '') end = next;
    } else {
      const isAlone = codePoint >= 0x80 && isUnspaced(codePoint);
      if (isAlone) close();
      if (word === '') start = at;
      word += folded;
      end = next;
      if (isAlone && !isMarked(text, next)) close();
    }
    at = next;
  }
  close();
  return read;
}

/** What a sign folds to that is of a word, and no letter. */
const JOINED = '\0';
const foldings = new Map<number, string>();

/** '' for a sign that words end at. */
function foldSign(codePoint: number): string {
  if (codePoint < 0x80) return ASCII[codePoint];
  let folded = foldings.get(codePoint);
  if (folded === undefined) {
    folded = foldUncommon(codePoint);
    foldings.set(codePoint, folded);
  }
  return folded;
}

const ASCII: readonly string[] = Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return /[a-z0-9]/i.test(sign) ? sign.toLowerCase() : '';
});

/** Normal forms of a sign that is assigned never change; others are asked for none. */
function foldUncommon(codePoint: number): string {
  if (isIgnorable(codePoint)) return JOINED;
  if (isUnassigned(codePoint)) return '';
  if (categoryOf(codePoint) === CategoryGroup.NonspacingMark) return JOINED;
  const sign = String.fromCodePoint(codePoint);
  let folded = '';
  for (const part of sign.normalize(codePoint < HANGUL ? 'NFKD' : 'NFKC')) {
    const code = part.codePointAt(0) as number;
    if (code < 0x80) folded += ASCII[code];
    else if (isWordSign(code)) folded += foldCase(part);
  }
  return folded === '' && isWordSign(codePoint) ? foldCase(sign) : folded;
}

function isWordSign(codePoint: number): boolean {
  const category = categoryOf(codePoint);
  return (
    category === CategoryGroup.Letter || category === CategoryGroup.LetterNumber || category === CategoryGroup.Number
  );
}

/** A letter or digit of ASCII. */
function isPlain(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

function isMarked(text: string, at: number): boolean {
  return at < text.length && foldSign(text.codePointAt(at) as number) === JOINED;
}
