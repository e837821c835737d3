import { SurfaceTable } from './surface-table.ts';
import { WORD_CLASS, WordClass, type WordScanner } from './word-scanner.ts';

/** The terms of one word. An empty term is a stop word: it takes a position and is not visited. */
export type WordTerms = string | readonly string[];

/** What an analyzer makes of the words that its scanner finds. */
export interface WordReader {
  readonly scanner: WordScanner;
  /** Terms of the word at `start` … `end` of the text. One of ASCII letters and digits gives one, or ''. */
  termsOf(text: string, start: number, end: number): WordTerms;
  /** Bigrams of the run at `start` … `end` of the text. */
  visitRun(text: string, start: number, end: number, visit: (term: string, start: number, end: number) => void): void;
}

const COMMA = 0x2c;
const APOSTROPHE = 0x27;
/** Bit 5 makes upper-case ASCII letters lower, and every lower-case letter and digit has it already. */
const LOWER = 0x20;
/** FNV-1a. */
const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;
/** Values of the surface table: a stop word, or a term's number plus two; 0 means an empty slot. */
const STOP = 1;
const FIRST_TERM = 2;

/**
 * Analysis for building: what `Analyzer.analyze` visits, as numbers of terms in typed arrays, a few times as fast.
 *
 * Words of ASCII letters and digits, which most are, are read, hashed and looked up without a string; everything else
 * goes the analyzer's own way. After `number(text)` the first `count` entries of `terms` and `positions` are the tokens,
 * in text order. Numbers count up from 0 in order of first appearance until `forget`.
 */
export class TermNumberer {
  /** The term of each number. */
  readonly vocabulary: string[] = [];
  /** Valid until the next call of `number`. */
  terms = new Uint32Array(1 << 12);
  positions = new Uint32Array(1 << 12);
  count = 0;
  readonly #reader: WordReader;
  readonly #numbers = new Map<string, number>();
  readonly #surfaces = new SurfaceTable();
  #codes = new Uint16Array(1 << 12);
  #codeBytes = Buffer.from(this.#codes.buffer);
  #text = '';
  #position = 0;
  readonly #emitTerm = (term: string) => this.#emit(term);

  constructor(reader: WordReader) {
    this.#reader = reader;
  }

  /** Forgets all numbers, to bound memory over a long build. */
  forget(): void {
    this.vocabulary.length = 0;
    this.#numbers.clear();
    this.#surfaces.clear();
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
    let count = 0;
    let position = 0;
    for (let at = 0; at < length; ) {
      let code = codes[at];
      let wordClass = WORD_CLASS[code];
      if (wordClass === WordClass.Break || wordClass === WordClass.Joiner) {
        at++;
        continue;
      }
      let last = wordClass;
      let end = at;
      let hash = HASH_START;
      while (wordClass === WordClass.Letter || wordClass === WordClass.Digit) {
        hash = Math.imul(hash ^ (code | LOWER), HASH_FACTOR);
        last = wordClass;
        code = codes[++end];
        wordClass = WORD_CLASS[code];
      }
      // As `WordScanner` does: a word ends here for certain, or its rules are asked.
      let isPlain = wordClass === WordClass.Break;
      if (wordClass === WordClass.Joiner) {
        const after = codes[end + 1];
        if (after < 128 && WORD_CLASS[after] !== last) isPlain = true;
        else if (code === COMMA) isPlain = last === WordClass.Letter || after >= 128;
        else if (code === APOSTROPHE) isPlain = last === WordClass.Digit || cutsApostrophes;
        else isPlain = last === WordClass.Letter && end - at > 1;
      }
      if (!isPlain) {
        this.count = count;
        this.#position = position;
        at = scanner.scanSegment(text, at, this);
        ({ count, terms, positions } = this);
        position = this.#position;
        continue;
      }
      let value = surfaces.find(codes, at, end, hash);
      if (value === 0) {
        value = this.#numberOf(this.#reader.termsOf(text, at, end) as string) + FIRST_TERM;
        surfaces.add(codes, at, end, hash, value);
      }
      if (value !== STOP) {
        terms[count] = value - FIRST_TERM;
        positions[count++] = position;
      }
      position++;
      at = end;
    }
    this.count = count;
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
    this.#reserve(length);
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
  }

  /** For the scanner: a word that is not of ASCII letters and digits alone. */
  word(start: number, end: number): void {
    const terms = this.#reader.termsOf(this.#text, start, end);
    if (typeof terms === 'string') this.#emit(terms);
    else for (const term of terms) this.#emit(term);
  }

  /** For the scanner: letters of a script without spaces. */
  run(start: number, end: number): void {
    this.#reader.visitRun(this.#text, start, end, this.#emitTerm);
  }

  #emit(term: string): void {
    const position = this.#position++;
    if (term === '') return;
    // One character can stand for many words (ﷺ), so what was reserved for the text may not be enough.
    this.#reserve(this.#text.length + 1);
    this.terms[this.count] = this.#numberOf(term);
    this.positions[this.count++] = position;
  }

  /** −1 for a stop word. */
  #numberOf(term: string): number {
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
