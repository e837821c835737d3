import type { AnalyzerName } from '../analysis/analyzer.ts';
import { termOfWord } from '../analysis/analyzers.ts';
import { isLetter } from '../analysis/code-point.ts';
import { STEM_ENDING } from '../analysis/english.ts';
import { normaliseWord } from '../analysis/normalise.ts';
import { MAX_CORRECTION_EDITS } from '../limits.ts';
import { editCount, isOneEdit, makesItself, oneEditAway } from './one-edit.ts';
import type { NearTerm, Ranker } from './ranker.ts';

/** Mends slips of one letter: a word whose term the index does not hold stands for the nearest term that it does. */

/** Shorter words have too many neighbours. */
const MIN_LETTERS = 5;
/** A term that one passage alone holds may itself be a slip. */
const MIN_FREQUENCY = 2;
/** Words remembered, with what they are taken for: some hundred bytes each, as the edits of one are bounded. */
const MAX_REMEMBERED = 4096;

/** An unknown term, and the word of the query that names it, as it is written. */
export interface UnknownTerm {
  readonly term: string;
  readonly word: string;
}

export interface Mending {
  /** Of the index. */
  readonly term: string;
  /** The words one edit from that of the query whose term it is; none where only the stems are near. */
  readonly words: readonly string[];
}

/** A word that is looked for, as `normaliseWord` makes it. */
interface Slip {
  readonly key: string;
  readonly word: string;
  readonly term: string;
}

/** Mends words for one index, and remembers them: queries repeat themselves. It forgets all when it is full. */
export class Corrector {
  readonly #analyzer: AnalyzerName;
  readonly #ranker: Pick<Ranker, 'nearTermsOf'>;
  readonly #remembered = new Map<string, Mending | null>();

  constructor(analyzer: AnalyzerName, ranker: Pick<Ranker, 'nearTermsOf'>) {
    this.#analyzer = analyzer;
    this.#ranker = ranker;
  }

  /**
   * What each unknown term is taken for; null where there is nothing near, or the word is none of five letters or more.
   *
   * The term of a word one edit away wins that most passages of the collection hold, two at least; of equal ones the smaller in
   * byte order. Where no such word has a term of the index, a term one edit from the word as it is, or from its stem. Words are tried in their order, until
   * `MAX_CORRECTION_EDITS` would be exceeded, whether they are remembered or not.
   */
  async mend(unknown: readonly UnknownTerm[]): Promise<(Mending | null)[]> {
    let left = MAX_CORRECTION_EDITS;
    const slips = unknown.map(({ term, word }): Slip | null => {
      const normal = normaliseWord(word);
      const edits = editsOf(normal, term);
      if (edits === 0 || edits > left) return null;
      left -= edits;
      // Neither holds a space: one has letters alone, and the other is a term.
      return { key: `${normal} ${term}`, word: normal, term };
    });
    const mended = new Map<string, Mending | null>();
    const missing = new Map<string, Slip>();
    for (const slip of slips) {
      if (slip === null) continue;
      const known = this.#remembered.get(slip.key);
      if (known === undefined) missing.set(slip.key, slip);
      else mended.set(slip.key, known);
    }
    if (missing.size > 0) {
      for (const [key, mending] of await this.#find([...missing.values()])) {
        mended.set(key, mending);
        if (this.#remembered.size === MAX_REMEMBERED) this.#remembered.clear();
        this.#remembered.set(key, mending);
      }
    }
    return slips.map((slip) => (slip === null ? null : (mended.get(slip.key) ?? null)));
  }

  async #find(slips: readonly Slip[]): Promise<[key: string, Mending | null][]> {
    const found = await this.#ranker.nearTermsOf(slips.map((slip) => formsOf(slip, this.#analyzer)));
    return slips.map((slip, i) => [slip.key, this.#choose(slip, found[i])]);
  }

  /** The best term of a word one edit away; where there is none, the best one edit from the word or its stem. */
  #choose({ word, term }: Slip, found: readonly NearTerm[]): Mending | null {
    const ranked = found.filter((each) => each.term !== term && each.frequency >= MIN_FREQUENCY).sort(byFrequency);
    for (const each of ranked) {
      const words = wordsOf(each.term, word, this.#analyzer);
      if (words.length > 0) return { term: each.term, words };
    }
    const best = ranked.find((each) => isOneEdit(each.term, word) || isOneEdit(each.term, term));
    return best === undefined ? null : { term: best.term, words: [] };
  }
}

/** Letters that a stem may lack of its word, where stems near to a word are looked for: `mechan` of `mechanics`. */
const LONGEST_ENDING = 5;
const SHORTEST_STEM = 3;

/**
 * Near to one of these is every term of a word one edit away, but for few: the word, its stem, and what is left of it
 * without an ending. The stem of a word with a slip may keep an ending that the stem of the right word has lost.
 */
function formsOf({ word, term }: Slip, analyzer: AnalyzerName): string[] {
  const forms = new Set([word, term]);
  if (analyzer !== 'plain') {
    const letters = [...word];
    const shortest = Math.max(SHORTEST_STEM, letters.length - LONGEST_ENDING);
    for (let end = letters.length - 1; end >= shortest; end--) forms.add(letters.slice(0, end).join(''));
  }
  return [...forms];
}

/** How many edits are tried; 0 for what is never mended. */
function editsOf(word: string, term: string): number {
  const letters = [...word];
  if (letters.length < MIN_LETTERS || !letters.every((letter) => isLetter(letter.codePointAt(0)!))) return 0;
  return editCount(letters.length) + (term === word ? 0 : editCount([...term].length));
}

/**
 * The words one edit from a word that have this term. Such a word begins as its term does, but for the ending: the edit is
 * where the word of the query first differs from that, or behind.
 */
function wordsOf(term: string, word: string, analyzer: AnalyzerName): string[] {
  const beginning = [...term].slice(0, -STEM_ENDING);
  const letters = [...word];
  const differs = beginning.findIndex((letter, i) => letter !== letters[i]);
  const edits = differs < 0 ? oneEditAway(word, beginning.length) : oneEditAway(word, differs, differs);
  const words = new Set<string>();
  const begins = beginning.join('');
  for (const edited of edits) if (edited.startsWith(begins) && termOfWord(analyzer, edited) === term) words.add(edited);
  if (makesItself(word) && termOfWord(analyzer, word) === term) words.add(word);
  return [...words];
}

/** What most passages hold first; of equal ones the smaller in byte order. */
function byFrequency(left: NearTerm, right: NearTerm): number {
  return right.frequency - left.frequency || (isSmaller(left.term, right.term) ? -1 : 1);
}

/** In byte order of UTF-8, as terms stand in an index. */
function isSmaller(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
}
