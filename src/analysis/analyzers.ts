import type { Analyzer, AnalyzerName, TokenVisitor } from './analyzer.ts';
import { emitBigrams } from './bigrams.ts';
import { assertUnicodeVersion, CategoryGroup, categoryOf, isLetterOrNumber } from './code-point.ts';
import { dropPossessive, ENGLISH_STOP_WORDS, stemEnglish } from './english.ts';
import { isAscii, normaliseWord } from './normalise.ts';
import { TermCache } from './term-cache.ts';
import { WordScanner, type WordSink } from './word-scanner.ts';

/** Longest word, and longest term, in UTF-16 code units (so at most 765 bytes of UTF-8). The rest is cut off. */
export const MAX_TERM_LENGTH = 255;

/** The terms of one word. An empty term is a stop word: it takes a position and is not visited. */
type WordTerms = string | readonly string[];

interface AnalyzerSettings {
  readonly name: AnalyzerName;
  readonly version: number;
  readonly cutsApostrophes: boolean;
  readonly foldsAccents: boolean;
  /** A normalised word (never an acronym, where that matters) to its term; '' for a stop word. */
  readonly finish: (word: string, isAcronym: boolean) => string;
}

const SETTINGS: Readonly<Record<AnalyzerName, AnalyzerSettings>> = {
  english: {
    name: 'english',
    version: 1,
    cutsApostrophes: false,
    foldsAccents: false,
    finish(word, isAcronym) {
      if (isAcronym) return stemEnglish(word);
      const bare = dropPossessive(word);
      return ENGLISH_STOP_WORDS.has(bare) ? '' : stemEnglish(bare);
    },
  },
  plain: { name: 'plain', version: 1, cutsApostrophes: true, foldsAccents: false, finish: (word) => word },
};

/** As many whole characters of `text` as fit in `length` code units. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
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

class WordAnalyzer implements Analyzer {
  readonly name: AnalyzerName;
  readonly version: number;
  readonly #settings: AnalyzerSettings;
  readonly #scanner: WordScanner;
  readonly #cache = new TermCache<WordTerms>();
  readonly #normalise: (word: string) => string;

  constructor(settings: AnalyzerSettings) {
    this.name = settings.name;
    this.version = settings.version;
    this.#settings = settings;
    this.#scanner = new WordScanner(settings.cutsApostrophes);
    this.#normalise = (word) => normaliseWord(word, settings.foldsAccents);
  }

  analyze(text: string, visit: TokenVisitor): void {
    this.#scanner.scan(text, new TermEmitter(this, text, visit));
  }

  /** Terms of the word at `start` … `end` of the text. */
  termsOf(text: string, start: number, end: number): WordTerms {
    let terms = this.#cache.get(text, start, end);
    if (terms === undefined) {
      terms = this.#deriveTerms(cut(text.slice(start, end), MAX_TERM_LENGTH));
      this.#cache.set(text, start, end, terms);
    }
    return terms;
  }

  /** Bigrams of the run at `start` … `end` of the text. */
  emitRun(text: string, start: number, end: number, emit: (term: string, start: number, end: number) => void): void {
    emitBigrams(text, start, end, this.#normalise, emit);
  }

  #deriveTerms(surface: string): WordTerms {
    const word = this.#normalise(surface);
    if (isAscii(surface)) return this.#finish(word);
    if (!hasLetterOrNumber(word)) return [];
    // Normalising may have made several words of one (½ is 1⁄2, ㎏ is kg), so its result is scanned as a text.
    const terms: string[] = [];
    this.#scanner.scan(word, {
      word: (start, end) => {
        const part = word.slice(start, end);
        if (hasLetterOrNumber(part)) terms.push(this.#finish(part));
      },
      run: (start, end) => emitBigrams(word, start, end, this.#normalise, (term) => terms.push(term)),
    });
    return terms.length === 1 ? terms[0] : terms;
  }

  #finish(word: string): string {
    const hasStop = word.includes('.');
    const joined = hasStop || word.includes(',') ? dropJoiners(word) : word;
    return cut(this.#settings.finish(joined, hasStop && joined !== word), MAX_TERM_LENGTH);
  }
}

/** Numbers the terms of one text and hands them to its visitor. */
class TermEmitter implements WordSink {
  readonly #analyzer: WordAnalyzer;
  readonly #text: string;
  readonly #visit: TokenVisitor;
  #position = 0;

  constructor(analyzer: WordAnalyzer, text: string, visit: TokenVisitor) {
    this.#analyzer = analyzer;
    this.#text = text;
    this.#visit = visit;
  }

  word(start: number, end: number): void {
    const terms = this.#analyzer.termsOf(this.#text, start, end);
    if (typeof terms === 'string') this.#emit(terms, start, end);
    else for (const term of terms) this.#emit(term, start, end);
  }

  run(start: number, end: number): void {
    this.#analyzer.emitRun(this.#text, start, end, (term, from, to) =>
      this.#emit(cut(term, MAX_TERM_LENGTH), from, to),
    );
  }

  #emit(term: string, start: number, end: number): void {
    const position = this.#position++;
    if (term !== '') this.#visit(term, position, start, end);
  }
}

/**
 * Makes an analyzer.
 *
 * @throws StillwebError UNICODE_TOO_OLD if the engine's Unicode is older than the pinned version
 */
export function createAnalyzer(name: AnalyzerName): Analyzer {
  assertUnicodeVersion();
  return new WordAnalyzer(SETTINGS[name]);
}
