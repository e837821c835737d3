import { lowerAscii } from '../bytes/lower-ascii.ts';
import type { Analyzer } from './analyzer.ts';
import type { Condition, ParsedQuery, PhraseTerm, QueryTerm } from './parsed-query.ts';
import { type Lexeme, lexQuery } from './query-lexer.ts';
import { dayAfter, dayBefore, parseHost, parsePeriod } from './query-operators.ts';

/** Weights are stored in a byte. */
export const MAX_TERM_WEIGHT = 255;
/** All weights together: 65,535 × this still fits the 32-bit sums of the scorer. 8 KiB of words hold far less. */
export const MAX_QUERY_WEIGHT = 65_536;
/** Distinct terms that are scored; later ones are left out. 8 KiB of words hardly hold more. */
export const MAX_QUERY_TERMS = 1024;

const OPERATOR = /^(-?)(site|intitle|before|after):(.*)$/s;

/** A piece of a query and what it does. */
interface Operand {
  /** Scored, and read by a dense encoder; '' for what only restricts. */
  readonly text: string;
  readonly terms: readonly PhraseTerm[];
  /** What it asks of a passage; undefined for plain words. */
  readonly condition?: Condition;
  readonly isExcluded: boolean;
  /** True for the word `OR`. */
  readonly isOr: boolean;
}

/**
 * Reads a query as a search box does. Any string is a query; a broken operator is searched as plain words.
 *
 * | written | means |
 * | --- | --- |
 * | `word` | scored; no single word must occur |
 * | `"a phrase"` | must occur, its terms also score; quotes may be typographic |
 * | `-word`, `-"a phrase"` | must not occur; only a hyphen before a word excludes, `wi-fi` is plain |
 * | `site:host`, `-site:host` | on (not on) that host or a subdomain of it; a scheme, a path and a port are ignored |
 * | `intitle:word`, `intitle:"a phrase"` | must occur in the title, also scores; `-intitle:` must not |
 * | `before:D`, `after:D` | dated before the first or after the last day of D, which is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: both exclude D itself, so `before:2020` ends on 2019-12-31 and `after:2020` begins on 2021-01-01 |
 * | `a OR b` | joins the pieces beside it into one clause when one of them is an operator (`"x y" OR site:z`, `word OR "x y"`); between plain words it changes nothing and is not searched |
 *
 * Operator names may be in any case, `OR` must be upper case. Broken, and so plain words: a quote without its partner,
 * an operator without a value or with one that makes no sense, a `-` alone, an `OR` at an end or beside an exclusion. A
 * quoted or excluded part in which the analyzer finds no term (stop words, punctuation) asks for nothing.
 *
 * Linear in the length of the text.
 */
export function parseQuery(text: string, analyzer: Analyzer): ParsedQuery {
  const weights = new Map<string, number>();
  const texts: string[] = [];
  const required: Condition[][] = [];
  const excluded: Condition[] = [];
  const operands = [...lexQuery(text)].map((lexeme) => readLexeme(lexeme, analyzer));

  const score = (operand: Operand) => {
    if (operand.text !== '') texts.push(operand.text);
    for (const { term } of operand.terms) countTerm(weights, term);
  };

  for (let at = 0; at < operands.length; ) {
    const operand = operands[at];
    if (operand.isExcluded) {
      if (operand.condition !== undefined) excluded.push(operand.condition);
      at++;
      continue;
    }
    const chain = [operand];
    let end = at + 1;
    if (!operand.isOr) {
      while (operands[end]?.isOr && canBeJoined(operands[end + 1])) {
        chain.push(operands[end + 1]);
        end += 2;
      }
    }
    for (const link of chain) score(link);
    const clause = clauseOf(chain);
    if (clause.length > 0) required.push(clause);
    at = end;
  }
  return { terms: queryTerms(weights), text: texts.join(' '), required, excluded };
}

/**
 * Reads text as words alone: every term is scored, and no quote or hyphen is an operator. For topics of test
 * collections, which were not written for a search box.
 */
export function parsePlainWords(text: string, analyzer: Analyzer): ParsedQuery {
  const weights = new Map<string, number>();
  analyzer.analyzeQuery(text, (term) => countTerm(weights, term));
  return { terms: queryTerms(weights), text, required: [], excluded: [] };
}

function countTerm(weights: Map<string, number>, term: string): void {
  const weight = weights.get(term) ?? 0;
  if (weight > 0 || weights.size < MAX_QUERY_TERMS) weights.set(term, Math.min(weight + 1, MAX_TERM_WEIGHT));
}

function queryTerms(weights: ReadonlyMap<string, number>): QueryTerm[] {
  let left = MAX_QUERY_WEIGHT;
  return Array.from(weights).flatMap(([term, counted]) => {
    const weight = Math.min(counted, left);
    left -= weight;
    return weight > 0 ? [{ term, weight }] : [];
  });
}

function canBeJoined(operand: Operand | undefined): boolean {
  return operand !== undefined && !operand.isExcluded && !operand.isOr;
}

/** Conditions of pieces joined by OR; none when all of them are plain words. */
function clauseOf(chain: readonly Operand[]): Condition[] {
  if (chain.every((operand) => operand.condition === undefined)) return [];
  return chain.flatMap((operand) => operand.condition ?? occurrence(operand.terms) ?? []);
}

function readLexeme(lexeme: Lexeme, analyzer: Analyzer): Operand {
  const { kind, prefix, text } = lexeme;
  if (kind === 'quoted') {
    const terms = phraseTerms(text, analyzer);
    if (prefix.startsWith('-')) return exclusion(prefix === '-' ? occurrence(terms) : titleOf(terms));
    return scored(text, terms, prefix === '' ? occurrence(terms) : titleOf(terms));
  }
  if (text === 'OR') return { ...plain(text, analyzer), isOr: true };
  return readOperator(text, analyzer) ?? readExclusion(text, analyzer) ?? plain(text, analyzer);
}

function readOperator(text: string, analyzer: Analyzer): Operand | undefined {
  const colon = text.indexOf(':');
  if (colon < 0 || colon > 'intitle'.length + 1) return undefined;
  const match = OPERATOR.exec(lowerAscii(text.slice(0, colon)) + text.slice(colon));
  if (match === null) return undefined;
  const [, minus, name, value] = match;
  if (name === 'intitle') {
    const terms = phraseTerms(value, analyzer);
    if (terms.length === 0) return undefined;
    return minus === '' ? scored(value, terms, titleOf(terms)) : exclusion(titleOf(terms));
  }
  if (name === 'site') {
    const host = parseHost(value);
    if (host === undefined) return undefined;
    return minus === '' ? restriction({ kind: 'site', host }) : exclusion({ kind: 'site', host });
  }
  const period = minus === '' ? parsePeriod(value) : undefined;
  if (period === undefined) return undefined;
  if (name === 'before') return restriction({ kind: 'before', date: dayBefore(period.first) });
  const date = dayAfter(period.last);
  return date === undefined ? undefined : restriction({ kind: 'after', date });
}

function readExclusion(text: string, analyzer: Analyzer): Operand | undefined {
  if (text.length < 2 || text[0] !== '-' || text[1] === '-') return undefined;
  return exclusion(occurrence(phraseTerms(text.slice(1), analyzer)));
}

function plain(text: string, analyzer: Analyzer): Operand {
  return { text, terms: phraseTerms(text, analyzer), isExcluded: false, isOr: false };
}

function scored(text: string, terms: readonly PhraseTerm[], condition: Condition | undefined): Operand {
  return { text, terms, condition, isExcluded: false, isOr: false };
}

function restriction(condition: Condition): Operand {
  return { text: '', terms: [], condition, isExcluded: false, isOr: false };
}

function exclusion(condition: Condition | undefined): Operand {
  return { text: '', terms: [], condition, isExcluded: true, isOr: false };
}

/** The terms occur, one behind the other. */
function occurrence(terms: readonly PhraseTerm[]): Condition | undefined {
  if (terms.length === 0) return undefined;
  return terms.length === 1 ? { kind: 'term', term: terms[0].term } : { kind: 'phrase', terms };
}

function titleOf(terms: readonly PhraseTerm[]): Condition | undefined {
  return terms.length === 0 ? undefined : { kind: 'title', terms };
}

function phraseTerms(text: string, analyzer: Analyzer): PhraseTerm[] {
  const terms: PhraseTerm[] = [];
  let first = -1;
  analyzer.analyzeQuery(text, (term, position) => {
    if (first < 0) first = position;
    terms.push({ term, offset: position - first });
  });
  return terms;
}
