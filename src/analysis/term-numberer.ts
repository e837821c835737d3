import type { RunVisitor } from './bigrams.ts';
import { endOfDotNet } from './name-signs.ts';
import { SurfaceTable } from './surface-table.ts';
import { TermCache } from './term-cache.ts';
import { FOLDED, WORD_CLASS, WordClass } from './word-class.ts';
import type { WordScanner } from './word-scanner.ts';

/** The terms of one word. An empty term is a stop word: it takes a position and is not visited. */
export type WordTerms = string | readonly string[];

/** What an analyzer makes of the words that its scanner finds. */
export interface WordReader {
  readonly scanner: WordScanner;
  /** Terms of the word at `start` … `end` of the text. A word of ASCII gives one, or ''. */
  deriveTerms(text: string, start: number, end: number): WordTerms;
  /** Terms of the run at `start` … `end` of a document's text. */
  visitRun(text: string, start: number, end: number, visit: RunVisitor): void;
}

const FULL_STOP = 0x2e;
const COMMA = 0x2c;
const APOSTROPHE = 0x27;
/** Values of the surface table: a stop word, or a term's number plus two; 0 means an empty slot. */
const STOP = 1;
const FIRST_TERM = 2;

/**
 * Analysis for building: what `Analyzer.analyze` visits, as numbers of terms in typed arrays, a few times as fast.
 *
 * Words of ASCII letters, digits and kept apostrophes, which most are, are read, hashed and looked up without a string; everything else
 * goes the analyzer's own way. After `number(text)` the first `count` entries of `terms`, `positions`, `starts` and `ends`
 * are the tokens, in text order. Numbers count up from 0 in order of first appearance until `forget`.
 */
export class TermNumberer {
  /** The term of each number. */
  readonly vocabulary: string[] = [];
  /** Valid until the next call of `number`. */
  terms = new Uint32Array(1 << 12);
  positions = new Uint32Array(1 << 12);
  /** Where the token is in the text, UTF-16 code units; the end is exclusive. */
  starts = new Uint32Array(1 << 12);
  ends = new Uint32Array(1 << 12);
  count = 0;
  readonly #reader: WordReader;
  readonly #numbers = new Map<string, number>();
  readonly #surfaces = new SurfaceTable();
  /** Numbers of the terms of the other words. */
  #words = new TermCache<number | readonly number[]>();
  #codes = new Uint16Array(1 << 12);
  #codeBytes = Buffer.from(this.#codes.buffer);
  #text = '';
  #position = 0;
  readonly #emitTerm: RunVisitor = (term, start, end, step) => this.#emit(this.numberOf(term), start, end, step);

  constructor(reader: WordReader) {
    this.#reader = reader;
  }

  /** Forgets all numbers, to bound memory over a long build. */
  forget(): void {
    this.vocabulary.length = 0;
    this.#numbers.clear();
    this.#surfaces.clear();
    this.#words = new TermCache();
  }

  number(text: string): void {
    const { length } = text;
    this.#begin(text);
    const codes = this.#codes;
    const surfaces = this.#surfaces;
    const { scanner } = this.#reader;
    const { cutsApostrophes } = scanner;
    let terms = this.terms;
    let positions = this.positions;
    let starts = this.starts;
    let ends = this.ends;
    let count = 0;
    let position = 0;
    for (let at = 0; at < length; ) {
      let code = codes[at];
      let folded = FOLDED[code];
      if (folded === 0 && WORD_CLASS[code] !== WordClass.Other && !(code === FULL_STOP && endOfDotNet(text, at) > at)) {
        at++;
        continue;
      }
      let end = at;
      let low = 0;
      let high = 0;
      let isPlain = false;
      while (folded !== 0) {
        high = (high << 8) | (low >>> 24);
        low = (low << 8) | folded;
        code = codes[++end];
        folded = FOLDED[code];
        if (folded !== 0) continue;
        // As `WordScanner` does: the word goes on, or ends here for certain, or its rules are asked.
        const wordClass = WORD_CLASS[code];
        isPlain = wordClass === WordClass.Break;
        if (wordClass !== WordClass.Joiner) break;
        const last = WORD_CLASS[codes[end - 1]];
        const after = WORD_CLASS[codes[end + 1]];
        if (after !== last && after !== WordClass.Other) isPlain = true;
        else if (code === COMMA) isPlain = last === WordClass.Letter || after === WordClass.Other;
        else if (code !== APOSTROPHE) isPlain = last === WordClass.Letter && end - at > 1;
        else if (last === WordClass.Digit || cutsApostrophes) isPlain = true;
        else if (after === WordClass.Letter) folded = APOSTROPHE;
      }
      if (!isPlain) {
        this.count = count;
        this.#position = position;
        at = scanner.scanSegment(text, at, this);
        ({ count, terms, positions, starts, ends } = this);
        position = this.#position;
        continue;
      }
      let value = surfaces.find(codes, at, end, low, high);
      if (value === 0) {
        value = this.numberOf(this.#reader.deriveTerms(text, at, end) as string) + FIRST_TERM;
        surfaces.add(codes, at, end, low, high, value);
      }
      // Written always and counted if it is a term: whether the next word is a stop word is hard to foresee.
      terms[count] = value - FIRST_TERM;
      starts[count] = at;
      ends[count] = end;
      positions[count] = position++;
      count += value === STOP ? 0 : 1;
      at = end;
    }
    this.count = count;
    this.#position = position;
  }

  /** The code units of the text, and zeros behind them; valid until the next call of `number`. */
  get codes(): Uint16Array {
    return this.#codes;
  }

  /** Positions that the words of the text take, stop words among them; valid until the next call of `number`. */
  get length(): number {
    return this.#position;
  }

  #begin(text: string): void {
    const { length } = text;
    // Two more: the scan reads a zero behind the text, and looks at the one behind that.
    if (this.#codes.length < length + 2) {
      this.#codes = new Uint16Array(length * 2);
      this.#codeBytes = Buffer.from(this.#codes.buffer);
    }
    this.#codeBytes.write(text, 0, 'utf16le');
    this.#codes[length] = 0;
    this.#codes[length + 1] = 0;
    this.#text = text;
    this.count = 0;
    this.#position = 0;
    this.#reserve(length + 1);
  }

  /** Makes room for as many tokens more, so that the scan need not ask. */
  #reserve(tokens: number): void {
    if (this.count + tokens <= this.terms.length) return;
    const capacity = (this.count + tokens) * 2;
    const grow = (array: Uint32Array) => {
      const grown = new Uint32Array(capacity);
      grown.set(array);
      return grown;
    };
    this.terms = grow(this.terms);
    this.positions = grow(this.positions);
    this.starts = grow(this.starts);
    this.ends = grow(this.ends);
  }

  /** For the scanner: what the scan does not read itself. */
  word(start: number, end: number): void {
    const text = this.#text;
    let numbers = this.#words.get(text, start, end);
    if (numbers === undefined) {
      const terms = this.#reader.deriveTerms(text, start, end);
      numbers = typeof terms === 'string' ? this.numberOf(terms) : terms.map((term) => this.numberOf(term));
      this.#words.set(text, start, end, numbers);
    }
    if (typeof numbers === 'number') this.#emit(numbers, start, end);
    else for (const number of numbers) this.#emit(number, start, end);
  }

  /** For the scanner: letters of a script without spaces. */
  run(start: number, end: number): void {
    this.#reader.visitRun(this.#text, start, end, this.#emitTerm);
  }

  #emit(number: number, start: number, end: number, step = 1): void {
    const position = this.#position;
    this.#position += step;
    if (number < 0) return;
    // One character can stand for many words (ﷺ), so what was reserved for the text may not be enough.
    this.#reserve(this.#text.length + 2);
    this.terms[this.count] = number;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.positions[this.count++] = position;
  }

  /** The number of a term, a new one when it has none; −1 for '', a stop word. */
  numberOf(term: string): number {
    if (term === '') return STOP - FIRST_TERM;
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.vocabulary.length;
      this.#numbers.set(term, number);
      this.vocabulary.push(term);
    }
    return number;
  }
}
