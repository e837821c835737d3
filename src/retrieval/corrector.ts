import type { AnalyzerName } from '../analysis/analyzer.ts';
import { termOfWord } from '../analysis/analyzers.ts';
import { isLetter } from '../analysis/code-point.ts';
import { normaliseWord } from '../analysis/normalise.ts';
import { MAX_CORRECTION_LOOKUPS } from '../limits.ts';
import { editCount, oneEditAway } from './one-edit.ts';
import type { Ranker } from './ranker.ts';

/** Mends slips of one letter: a word whose term the index does not hold stands for the nearest term that it does. */

/** Shorter words have too many neighbours. */
const MIN_LETTERS = 5;
/** A term that one passage alone holds may itself be a slip. */
const MIN_FREQUENCY = 2;

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

/**
 * What each unknown term is taken for; null where there is nothing near, or the word is none of five letters or more.
 *
 * Tried are all texts one edit from the word, and from its stem. Of the terms that are found the one wins that most passages
 * of the collection hold, two at least; of equal ones the smaller in byte order. Words are tried in their order, until
 * `MAX_CORRECTION_LOOKUPS` would be exceeded.
 */
export async function mendTerms(
  unknown: readonly UnknownTerm[],
  analyzer: AnalyzerName,
  ranker: Pick<Ranker, 'frequenciesOf'>,
): Promise<(Mending | null)[]> {
  let left = MAX_CORRECTION_LOOKUPS;
  const mendings: (Mending | null)[] = [];
  for (const { term, word } of unknown) {
    const normal = normaliseWord(word);
    const lookups = lookupsFor(normal, term);
    if (lookups === 0 || lookups > left) {
      mendings.push(null);
      continue;
    }
    left -= lookups;
    const candidates = candidatesFor(normal, term);
    const best = mostFrequent(candidates, await ranker.frequenciesOf(candidates));
    mendings.push(best === null ? null : { term: best, words: wordsOf(best, normal, analyzer) });
  }
  return mendings;
}

/** 0 for what is never mended. */
function lookupsFor(word: string, term: string): number {
  const letters = [...word];
  if (letters.length < MIN_LETTERS || !letters.every((letter) => isLetter(letter.codePointAt(0)!))) return 0;
  return editCount(letters.length) + (term === word ? 0 : editCount([...term].length));
}

/** What may be a term: the texts one edit from the word, and from its stem. */
function candidatesFor(word: string, term: string): string[] {
  const candidates = new Set(oneEditAway(word));
  if (term !== word) for (const edited of oneEditAway(term)) candidates.add(edited);
  candidates.delete(term);
  return [...candidates];
}

/** The words one edit from a word that have this term. */
function wordsOf(term: string, word: string, analyzer: AnalyzerName): string[] {
  const words = new Set<string>();
  for (const edited of oneEditAway(word)) if (termOfWord(analyzer, edited) === term) words.add(edited);
  return [...words];
}

function mostFrequent(terms: readonly string[], frequencies: readonly number[]): string | null {
  let best = -1;
  for (const [i, frequency] of frequencies.entries()) {
    if (frequency < MIN_FREQUENCY) continue;
    if (
      best < 0 ||
      frequency > frequencies[best] ||
      (frequency === frequencies[best] && isSmaller(terms[i], terms[best]))
    ) {
      best = i;
    }
  }
  return best < 0 ? null : terms[best];
}

/** In byte order of UTF-8, as terms stand in an index. */
function isSmaller(left: string, right: string): boolean {
  return Buffer.compare(Buffer.from(left), Buffer.from(right)) < 0;
}
