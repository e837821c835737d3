import { lowerAscii } from '../bytes/lower-ascii.ts';
import { MAX_FIELD_NAME_CHARACTERS } from '../limits.ts';
import { isWhiteSpace } from './code-point.ts';
import { NO_FIELDS, type QueryFields } from './field-operator.ts';

/** One piece of a query as it stands in the text. */
export interface Lexeme {
  /** `word`: anything between white space. `quoted`: the text between quotes. */
  readonly kind: 'word' | 'quoted';
  /** What stands before a quoted text: '', `-`, `intitle:` or `-intitle:`, or the same of a field. Always '' for a word. */
  readonly prefix: string;
  readonly text: string;
}

const QUOTES: ReadonlySet<string> = new Set(['"', '“', '”', '„', '‟', '«', '»', '＂']);
const QUOTED_PREFIXES = ['', '-', 'intitle:', '-intitle:'] as const;
const LONGEST_PREFIX = 9;
/** A field with its hyphen and its colon. */
const LONGEST_FIELD_PREFIX = MAX_FIELD_NAME_CHARACTERS + 2;

/**
 * Cuts a query into words and quoted texts.
 *
 * A quote opens where a word begins, or behind `-`, `intitle:` or a field with its colon there, and ends at the next quote of any shape; right
 * behind it another may open. A quote that is never closed, or stands inside a word, is part of that word.
 */
export function* lexQuery(text: string, fields: QueryFields = NO_FIELDS): Generator<Lexeme> {
  const quotes = findQuotes(text);
  const longest = fields.size === 0 ? LONGEST_PREFIX : LONGEST_FIELD_PREFIX;
  let nextQuote = 0;
  for (let at = 0; at < text.length; ) {
    if (isWhiteSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    while (nextQuote < quotes.length && quotes[nextQuote] < at) nextQuote++;
    const open = quotes[nextQuote];
    const close = quotes[nextQuote + 1];
    const prefix = close === undefined || open - at > longest ? null : readPrefix(text.slice(at, open), fields);
    if (prefix !== null) {
      yield { kind: 'quoted', prefix, text: text.slice(open + 1, close) };
      at = close + 1;
      continue;
    }
    let end = at + 1;
    while (end < text.length && !isWhiteSpace(text.charCodeAt(end))) end++;
    yield { kind: 'word', prefix: '', text: text.slice(at, end) };
    at = end;
  }
}

/** Names of operators may be in any case, those of fields have one. */
function readPrefix(written: string, fields: QueryFields): string | null {
  const lower = lowerAscii(written);
  if ((QUOTED_PREFIXES as readonly string[]).includes(lower)) return lower;
  return written.endsWith(':') && fields.has(written.slice(written.startsWith('-') ? 1 : 0, -1)) ? written : null;
}

function findQuotes(text: string): number[] {
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) if (QUOTES.has(text[at])) places.push(at);
  return places;
}
