import type { Analyzer } from './analyzer.ts';
import type { QueryTerm } from './parsed-query.ts';
import { REQUEST_SHIFT, RequestWordReader } from './request-words.ts';
import { WordScanner } from './word-scanner.ts';

/** Weights are stored in a byte. */
export const MAX_TERM_WEIGHT = 255;
/** All weights together: 65,535 × this still fits the 32-bit sums of the scorer. 8 KiB of words hold far less. */
export const MAX_QUERY_WEIGHT = 65_536;
/** Distinct terms that are scored; later ones are left out. 8 KiB of words hardly hold more. */
export const MAX_QUERY_TERMS = 1024;

/** As analyzer `english` cuts a text into words. */
const SCANNER = new WordScanner(false);

/** A term, and where the word that names it stands in the text of its piece of the query. */
export interface NamedTerm {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

interface CountedTerm {
  weight: number;
  /** Named by something else than words that ask. */
  isContent: boolean;
  /** The first word of content that names it; null where a phrase or an operator names it too. */
  word: string | null;
}

/** Gathers the terms that a query scores, piece after piece in the order of the query. */
export class QueryTerms {
  readonly #terms = new Map<string, CountedTerm>();
  readonly #reader: RequestWordReader | null;

  /** @param knowsRequestWords whether words that ask are told from others: of analyzer `english` alone */
  constructor(knowsRequestWords: boolean) {
    this.#reader = knowsRequestWords ? new RequestWordReader() : null;
  }

  /** Plain words. @param terms of the text, by the analyzer, in its order */
  addPlain(text: string, terms: readonly NamedTerm[]): void {
    const asking = this.#askingIn(text);
    let next = 0;
    for (const { term, start, end } of terms) {
      while (next < asking.length && asking[next] < start) next++;
      if (asking[next] === start) this.#count(term);
      else this.#count(term, text.slice(start, end));
    }
  }

  /** What is quoted, or an operator's: it always counts fully, and is never corrected. */
  addExact(terms: readonly { readonly term: string }[]): void {
    if (terms.length > 0) this.#reader?.pass();
    for (const { term } of terms) this.#count(term, null);
  }

  /** Where words begin that only ask, ascending. */
  #askingIn(text: string): readonly number[] {
    const starts: number[] = [];
    const reader = this.#reader;
    if (reader === null) return starts;
    SCANNER.scan(text, {
      word: (start, end) => {
        if (reader.read(text, start, end)) starts.push(start);
      },
      run: () => reader.pass(),
    });
    return starts;
  }

  /** @param word that names it; null for an exact term; absent for one that asks */
  #count(term: string, word?: string | null): void {
    const counted = this.#terms.get(term);
    const isContent = word !== undefined;
    if (counted === undefined) {
      if (this.#terms.size < MAX_QUERY_TERMS) this.#terms.set(term, { weight: 1, isContent, word: word ?? null });
      return;
    }
    counted.weight = Math.min(counted.weight + 1, MAX_TERM_WEIGHT);
    if (word === null) counted.word = null;
    else if (!counted.isContent) counted.word = word ?? null;
    counted.isContent ||= isContent;
  }

  /** The distinct terms, in the order in which they were first named. Where all of them only ask, all count fully. */
  terms(): QueryTerm[] {
    let hasContent = false;
    for (const { isContent } of this.#terms.values()) hasContent ||= isContent;
    const terms: QueryTerm[] = [];
    let left = MAX_QUERY_WEIGHT;
    for (const [term, counted] of this.#terms) {
      const weight = Math.min(counted.weight, left);
      if (weight === 0) break;
      left -= weight;
      terms.push(hasContent && !counted.isContent ? { term, weight, shift: REQUEST_SHIFT } : { term, weight });
    }
    return terms;
  }

  /** Of each term that plain words of content alone name: the first of them, as it is written. */
  plainWords(): ReadonlyMap<string, string> {
    const words = new Map<string, string>();
    for (const [term, { word }] of this.#terms) if (word !== null) words.set(term, word);
    return words;
  }
}

/** The terms that ask for a text, with their words. */
export function namedTerms(text: string, analyzer: Analyzer): (NamedTerm & { readonly position: number })[] {
  const terms: (NamedTerm & { readonly position: number })[] = [];
  analyzer.analyzeQuery(text, (term, position, start, end) => terms.push({ term, position, start, end }));
  return terms;
}
