import { copyText, wholeCharacters } from '../bytes/text-cut.ts';
import type { Analyzer, AnalyzerName, TokenVisitor } from './analyzer.ts';
import { emitBigrams, type RunVisitor } from './bigrams.ts';
import { assertUnicodeVersion, CategoryGroup, categoryOf, isLetterOrNumber, isWhiteSpace } from './code-point.ts';
import { dropPossessive, ENGLISH_STOP_WORDS, stemEnglish } from './english.ts';
import { isAscii, normaliseWord } from './normalise.ts';
import { TermCache } from './term-cache.ts';
import { TermNumberer, type WordReader, type WordTerms } from './term-numberer.ts';
import { WordScanner, type WordSink } from './word-scanner.ts';

/** Longest word, and longest term, in UTF-16 code units (so at most 765 bytes of UTF-8). The rest is cut off. */
export const MAX_TERM_LENGTH = 255;

interface AnalyzerSettings {
  readonly name: AnalyzerName;
  readonly version: number;
  readonly cutsApostrophes: boolean;
  /** Turns a normalised word into its term; '' for a stop word. An acronym has lost its full stops. */
  readonly finish: (word: string, isAcronym: boolean) => string;
}

const SETTINGS: Readonly<Record<AnalyzerName, AnalyzerSettings>> = {
  english: {
    name: 'english',
    version: 2,
    cutsApostrophes: false,
    finish(word, isAcronym) {
      if (isAcronym) return stemEnglish(word);
      const bare = dropPossessive(word);
      return ENGLISH_STOP_WORDS.has(bare) ? '' : stemEnglish(bare);
    },
  },
  plain: { name: 'plain', version: 2, cutsApostrophes: true, finish: (word) => word },
  given: { name: 'given', version: 1, cutsApostrophes: true, finish: (word) => word },
};

/** As many whole characters as a term may have. */
function cutTerm(text: string): string {
  return text.length <= MAX_TERM_LENGTH ? text : text.slice(0, wholeCharacters(text, MAX_TERM_LENGTH));
}

function hasLetterOrNumber(text: string): boolean {
  for (const character of text) if (isLetterOrNumber(character.codePointAt(0)!)) return true;
  return false;
}

/** Without grouping commas and without the full stops of acronyms: `1,000` is `1000`, `u.s.a` is `usa`, `3.14` stays. */
function dropJoiners(word: string): string {
  let kept = '';
  let isAfterNumber = false;
  for (const character of word) {
    if (character === ',' || (character === '.' && !isAfterNumber)) continue;
    kept += character;
    isAfterNumber = categoryOf(character.codePointAt(0)!) === CategoryGroup.Number;
  }
  return kept;
}

class WordAnalyzer implements Analyzer, WordReader {
  readonly name: AnalyzerName;
  readonly version: number;
  readonly scanner: WordScanner;
  readonly #settings: AnalyzerSettings;
  readonly #cache = new TermCache<WordTerms>();

  constructor(settings: AnalyzerSettings) {
    this.name = settings.name;
    this.version = settings.version;
    this.#settings = settings;
    this.scanner = new WordScanner(settings.cutsApostrophes);
  }

  analyze(text: string, visit: TokenVisitor): void {
    this.scanner.scan(text, new TermEmitter(this, text, false, visit));
  }

  analyzeQuery(text: string, visit: TokenVisitor): void {
    this.scanner.scan(text, new TermEmitter(this, text, true, visit));
  }

  termsOf(text: string, start: number, end: number): WordTerms {
    let terms = this.#cache.get(text, start, end);
    if (terms === undefined) {
      terms = this.deriveTerms(text, start, end);
      this.#cache.set(text, start, end, terms);
    }
    return terms;
  }

  visitRun(text: string, start: number, end: number, visit: RunVisitor, isQuery = false): void {
    emitBigrams(text, start, end, isQuery, (term, from, to, step) => visit(cutTerm(term), from, to, step));
  }

  deriveTerms(text: string, start: number, end: number): WordTerms {
    const surface = copyText(cutTerm(text.slice(start, end)));
    const word = normaliseWord(surface);
    if (isAscii(surface)) return this.#finish(word);
    if (!hasLetterOrNumber(word)) return [];
    // Normalising may have made several words of one (½ is 1⁄2, ㎏ is kg), so its result is scanned as a text.
    const terms: string[] = [];
    this.scanner.scan(word, {
      word: (start, end) => {
        const part = word.slice(start, end);
        if (hasLetterOrNumber(part)) terms.push(this.#finish(part));
      },
      run: (start, end) => emitBigrams(word, start, end, true, (term) => terms.push(term)),
    });
    return terms.length === 1 ? terms[0] : terms;
  }

  #finish(word: string): string {
    if (word.startsWith('.')) return word; // .NET
    const hasStop = word.includes('.');
    const joined = hasStop || word.includes(',') ? dropJoiners(word) : word;
    return cutTerm(this.#settings.finish(joined, hasStop && joined !== word));
  }
}

/** Terms that were made elsewhere: a query names them. */
class GivenTerms extends WordAnalyzer {
  override analyzeQuery(text: string, visit: TokenVisitor): void {
    for (let at = 0; at < text.length; ) {
      let end = at;
      while (end < text.length && !isWhiteSpace(text.charCodeAt(end))) end++;
      if (end > at) visit(text.slice(at, end), 0, at, end);
      at = end + 1;
    }
  }
}

/** Numbers the terms of one text and hands them to its visitor. */
class TermEmitter implements WordSink {
  readonly #analyzer: WordAnalyzer;
  readonly #text: string;
  readonly #isQuery: boolean;
  readonly #visit: TokenVisitor;
  #position = 0;

  constructor(analyzer: WordAnalyzer, text: string, isQuery: boolean, visit: TokenVisitor) {
    this.#analyzer = analyzer;
    this.#text = text;
    this.#isQuery = isQuery;
    this.#visit = visit;
  }

  word(start: number, end: number): void {
    const terms = this.#analyzer.termsOf(this.#text, start, end);
    if (typeof terms === 'string') this.#emit(terms, start, end);
    else for (const term of terms) this.#emit(term, start, end);
  }

  run(start: number, end: number): void {
    const visit: RunVisitor = (term, from, to, step) => this.#emit(term, from, to, step);
    this.#analyzer.visitRun(this.#text, start, end, visit, this.#isQuery);
  }

  #emit(term: string, start: number, end: number, step = 1): void {
    const position = this.#position;
    this.#position += step;
    if (term !== '') this.#visit(term, position, start, end);
  }
}

/**
 * Makes an analyzer. Both cut a text as `WordScanner` says, bring words into the form of `normaliseWord` (NFKC, full case
 * folding; a tone mark without a composed letter is dropped, composed accents stay), drop grouping commas (`1,000` is
 * `1000`) and the full stops of acronyms (`U.S.A.` is `usa`), and give runs of unspaced scripts (Han, kana, Thai, Lao,
 * Khmer, Myanmar …) as overlapping bigrams, in documents with the single letters of Han and kana. Symbols and emoji give
 * no term; `C++`, `C#` and `.NET` are terms.
 *
 * - `english` keeps an apostrophe (`don't`) but drops a possessive `'s`, leaves out 33 stop words and stems with Porter.
 *   An acronym is never a stop word: `I.T.` is `it`.
 * - `plain`, for any language, cuts at apostrophes (`l'homme` is `l`, `homme`), and has neither stop words nor stems.
 *
 * - `given` takes a query for terms parted by white space, as they are written. A document brings its terms along; its text is
 *   cut as by `plain`, to show where they stand. The terms of a query have no order: all have position 0.
 *
 * Words are cut off behind `MAX_TERM_LENGTH` code units. Over 4 million terms a second on English text.
 *
 * @throws StillwebError UNICODE_TOO_OLD if the engine's Unicode is older than the pinned version
 */
export function createAnalyzer(name: AnalyzerName): Analyzer {
  assertUnicodeVersion();
  return name === 'given' ? new GivenTerms(SETTINGS[name]) : new WordAnalyzer(SETTINGS[name]);
}

/** What cuts words as the analyzer of this name does. @throws as `createAnalyzer` */
export function createWordScanner(name: AnalyzerName): WordScanner {
  assertUnicodeVersion();
  return new WordScanner(SETTINGS[name].cutsApostrophes);
}

/** As `plain`, and an apostrophe is a part of its word, as `english` has it: a word is one term of either, or holds an apostrophe. */
const FOLDED: AnalyzerSettings = { ...SETTINGS.plain, cutsApostrophes: false };

/**
 * The words of texts in the form in which texts are compared word by word: cut where `english` cuts them, and folded as `plain` folds
 * them, with neither stop words nor stems. A run of an unspaced script counts as its overlapping pairs of letters.
 *
 * @returns calls `visit` with each word of a text, in order
 * @throws StillwebError as `createAnalyzer`
 */
export function createWordFolder(): (text: string, visit: (word: string) => void) => void {
  assertUnicodeVersion();
  const analyzer = new WordAnalyzer(FOLDED);
  return (text, visit) => analyzer.analyzeQuery(text, visit);
}

/** The term of a word in the form of `normaliseWord`, of letters alone; '' for a stop word. */
export function termOfWord(name: AnalyzerName, word: string): string {
  return cutTerm(SETTINGS[name].finish(word, false));
}

/** The same analysis for a builder: the terms of `createAnalyzer(name)` as numbers. @throws as `createAnalyzer` */
export function createTermNumberer(name: AnalyzerName): TermNumberer {
  assertUnicodeVersion();
  return new TermNumberer(new WordAnalyzer(SETTINGS[name]));
}
