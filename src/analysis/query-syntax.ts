import { lowerAscii } from '../bytes/lower-ascii.ts';
import type { Analyzer } from './analyzer.ts';
import { NO_FIELDS, type QueryFields, readFieldOperator } from './field-operator.ts';
import type { Condition, ParsedQuery, PhraseTerm } from './parsed-query.ts';
import { type Lexeme, lexQuery } from './query-lexer.ts';
import { dayAfter, dayBefore, parseHost, parsePeriod } from './query-operators.ts';
import { type NamedTerm, namedTerms, QueryTerms } from './query-terms.ts';

/** What stands before a quoted text, of the query syntax itself. */
const OWN_PREFIXES: ReadonlySet<string> = new Set(['-', 'intitle:', '-intitle:']);
const OPERATOR = /^(-?)(site|intitle|before|after):(.*)$/s;

type OperandTerm = PhraseTerm & NamedTerm;

/** A piece of a query and what it does. */
interface Operand {
  /** Scored, and read by a dense encoder; '' for what only restricts. */
  readonly text: string;
  readonly terms: readonly OperandTerm[];
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
 * | `field:value`, `-field:value` | the document must (not) have this value in a declared field: see `readFieldOperator`; the value may be in quotes |
 * | `a OR b` | joins the pieces beside it into one clause when one of them is an operator (`"x y" OR site:z`, `word OR "x y"`); between plain words it changes nothing and is not searched |
 *
 * A field that has the name of an operator cannot be asked for so. Operator names may be in any case, `OR` must be upper case. Broken, and so plain words: a quote without its partner,
 * an operator without a value or with one that makes no sense, a `-` alone, an `OR` at an end or beside an exclusion. A
 * quoted or excluded part in which the analyzer finds no term (stop words, punctuation) asks for nothing.
 *
 * Linear in the length of the text.
 *
 * @param knowsRequestWords whether words that only ask (`src/analysis/request-words.ts`) count less than others
 * @param fields those that the index declares
 */
export function parseQuery(
  text: string,
  analyzer: Analyzer,
  knowsRequestWords = false,
  fields = NO_FIELDS,
): ParsedQuery {
  const words = new QueryTerms(knowsRequestWords);
  const texts: string[] = [];
  const required: Condition[][] = [];
  const excluded: Condition[] = [];
  const pieces = [...lexQuery(text, fields)].map((lexeme) => readLexeme(lexeme, analyzer, fields));
  const operands = analyzer.readsWordsTogether ? joinPlain(pieces, analyzer) : pieces;

  const score = (operand: Operand, isPlain: boolean) => {
    if (operand.text !== '') texts.push(operand.text);
    if (isPlain) words.addPlain(operand.text, operand.terms);
    else words.addExact(operand.terms);
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
    const clause = clauseOf(chain);
    // A word that a clause asks for is no plain one.
    for (const link of chain) score(link, clause.length === 0 && link.condition === undefined);
    if (clause.length > 0) required.push(clause);
    at = end;
  }
  return { terms: words.terms(), words: words.plainWords(), text: texts.join(' '), required, excluded };
}

/**
 * Reads text as words alone: every term is scored, and no quote or hyphen is an operator. For topics of test
 * collections, which were not written for a search box.
 */
export function parsePlainWords(text: string, analyzer: Analyzer, knowsRequestWords = false): ParsedQuery {
  const words = new QueryTerms(knowsRequestWords);
  words.addPlain(text, namedTerms(text, analyzer));
  return { terms: words.terms(), words: words.plainWords(), text, required: [], excluded: [] };
}

/** Plain words side by side as one piece; those beside `OR` stay alone, for it may join them to an operator. */
function joinPlain(operands: readonly Operand[], analyzer: Analyzer): Operand[] {
  const joined: Operand[] = [];
  let run: string[] = [];
  const endRun = (): void => {
    if (run.length > 0) joined.push(plain(run.join(' '), analyzer));
    run = [];
  };
  for (const [at, operand] of operands.entries()) {
    const isPlain = operand.condition === undefined && !operand.isExcluded && !operand.isOr;
    if (isPlain && !operands[at - 1]?.isOr && !operands[at + 1]?.isOr) {
      run.push(operand.text);
      continue;
    }
    endRun();
    joined.push(operand);
  }
  endRun();
  return joined;
}

function canBeJoined(operand: Operand | undefined): boolean {
  return operand !== undefined && !operand.isExcluded && !operand.isOr;
}

/** Conditions of pieces joined by OR; none when all of them are plain words. */
function clauseOf(chain: readonly Operand[]): Condition[] {
  if (chain.every((operand) => operand.condition === undefined)) return [];
  return chain.flatMap((operand) => operand.condition ?? occurrence(operand.terms) ?? []);
}

function readLexeme(lexeme: Lexeme, analyzer: Analyzer, fields: QueryFields): Operand {
  const { kind, prefix, text } = lexeme;
  if (kind === 'quoted') {
    const field = readField(prefix + text, prefix.length - 1, fields);
    if (field !== undefined) return field;
    if (prefix !== '' && !OWN_PREFIXES.has(prefix)) return plain(`${prefix}"${text}"`, analyzer);
    const terms = phraseTerms(text, analyzer);
    if (prefix.startsWith('-')) return exclusion(prefix === '-' ? occurrence(terms) : titleOf(terms));
    return scored(text, terms, prefix === '' ? occurrence(terms) : titleOf(terms));
  }
  if (text === 'OR') return { ...plain(text, analyzer), isOr: true };
  return (
    readOperator(text, analyzer) ??
    readField(text, text.indexOf(':'), fields) ??
    readExclusion(text, analyzer) ??
    plain(text, analyzer)
  );
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

/** @param colon the place behind the name; none is below 1 */
function readField(text: string, colon: number, fields: QueryFields): Operand | undefined {
  if (colon < 1 || fields.size === 0) return undefined;
  const isExcluded = text.startsWith('-');
  const name = text.slice(isExcluded ? 1 : 0, colon);
  const type = fields.get(name);
  if (type === undefined || OPERATOR.test(`${lowerAscii(name)}:`)) return undefined;
  const where = readFieldOperator(name, text.slice(colon + 1), type);
  if (where === undefined) return undefined;
  return isExcluded ? exclusion({ kind: 'field', where }) : restriction({ kind: 'field', where });
}

function readExclusion(text: string, analyzer: Analyzer): Operand | undefined {
  if (text.length < 2 || text[0] !== '-' || text[1] === '-') return undefined;
  return exclusion(occurrence(phraseTerms(text.slice(1), analyzer)));
}

function plain(text: string, analyzer: Analyzer): Operand {
  return { text, terms: phraseTerms(text, analyzer), isExcluded: false, isOr: false };
}

function scored(text: string, terms: readonly OperandTerm[], condition: Condition | undefined): Operand {
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
  return terms.length === 1 ? { kind: 'term', term: terms[0].term } : { kind: 'phrase', terms: phraseOf(terms) };
}

function titleOf(terms: readonly PhraseTerm[]): Condition | undefined {
  return terms.length === 0 ? undefined : { kind: 'title', terms: phraseOf(terms) };
}

function phraseOf(terms: readonly PhraseTerm[]): PhraseTerm[] {
  return terms.map(({ term, offset }) => ({ term, offset }));
}

function phraseTerms(text: string, analyzer: Analyzer): OperandTerm[] {
  const terms = namedTerms(text, analyzer);
  return terms.map(({ term, position, start, end }) => ({ term, offset: position - terms[0].position, start, end }));
}
