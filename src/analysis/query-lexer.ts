import { lowerAscii } from '../bytes/lower-ascii.ts';
import { isWhiteSpace } from './code-point.ts';

/** One piece of a query as it stands in the text. */
export interface Lexeme {
  /** `word`: anything between white space. `quoted`: the text between quotes. */
  readonly kind: 'word' | 'quoted';
  /** What stands before a quoted text, as written: '', `-`, `intitle:` or `-intitle:`. Always '' for a word. */
  readonly prefix: string;
  readonly text: string;
}

const QUOTES: ReadonlySet<string> = new Set(['"', '“', '”', '„', '‟', '«', '»', '＂']);
const QUOTED_PREFIXES = ['', '-', 'intitle:', '-intitle:'] as const;
const LONGEST_PREFIX = 9;

/**
 * Cuts a query into words and quoted texts.
 *
 * A quote opens where a word begins, or behind `-` or `intitle:` there, and ends at the next quote of any shape; right
 * behind it another may open. A quote that is never closed, or stands inside a word, is part of that word.
 */
export function* lexQuery(text: string): Generator<Lexeme> {
  const quotes = findQuotes(text);
  let nextQuote = 0;
  for (let at = 0; at < text.length; ) {
    if (isWhiteSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    while (nextQuote < quotes.length && quotes[nextQuote] < at) nextQuote++;
    const open = quotes[nextQuote];
    const close = quotes[nextQuote + 1];
    const prefix = close === undefined || open - at > LONGEST_PREFIX ? undefined : text.slice(at, open);
    if (prefix !== undefined && (QUOTED_PREFIXES as readonly string[]).includes(lowerAscii(prefix))) {
      yield { kind: 'quoted', prefix: lowerAscii(prefix), text: text.slice(open + 1, close) };
      at = close + 1;
      continue;
    }
    let end = at + 1;
    while (end < text.length && !isWhiteSpace(text.charCodeAt(end))) end++;
    yield { kind: 'word', prefix: '', text: text.slice(at, end) };
    at = end;
  }
}

function findQuotes(text: string): number[] {
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) if (QUOTES.has(text[at])) places.push(at);
  return places;
}
