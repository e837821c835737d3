import { ExactNumber } from './exact-number.ts';

/**
 * Before a number of the source that is read as a string. `JSON.parse` gives a string with NUL for an escape only, so a
 * text without such an escape has no string of its own that begins so.
 */
const MARK = '\\u0000';
const PARSED_MARK = '\0';
const NUMBER = /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;

/**
 * Reads JSON as `JSON.parse` does, but gives an `ExactNumber` for each number that it would change. Null where it would
 * change none, so that its own result stands: a look at what stands between the strings costs far less than parsing.
 *
 * `JSON.parse` reads both times, so repeated names, escapes and `__proto__` are what they always are.
 *
 * @param text valid JSON. Where it may hold an escaped NUL, strings that begin with one must have been refused already
 */
export function parseExactly(text: string): unknown {
  const marked = markNumbers(text);
  return marked === null ? null : restore(JSON.parse(marked));
}

/** Puts the numbers that a double would change into strings; null where there are none. */
function markNumbers(text: string): string | null {
  let marked = '';
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    if (holdsDigit(text, at, end)) {
      const between = text.slice(at, end);
      const exact = between.replace(NUMBER, (number) => (isUnchanged(number) ? number : `"${MARK}${number}"`));
      if (exact !== between) {
        marked += text.slice(copied, at) + exact;
        copied = end;
      }
    }
    at = quote < 0 ? text.length : endOfString(text, quote + 1);
  }
  return copied === 0 ? null : marked + text.slice(copied);
}

/** Between strings stand punctuation, white space, numbers, `true`, `false` and `null`. */
function holdsDigit(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) return true;
  }
  return false;
}

function isUnchanged(number: string): boolean {
  return String(Number(number)) === number;
}

/** Behind the quotation mark that ends a string. @param from behind the one that begins it */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = quote;
    while (escapes > from && text.charCodeAt(escapes - 1) === 0x5c) escapes--;
    if ((quote - escapes) % 2 === 0) return quote + 1;
  }
  return text.length;
}

/** In place. Not recursive: a valid text may be nested deeper than the stack. */
function restore(value: unknown): unknown {
  const root: unknown[] = [value];
  const waiting: object[] = [root];
  for (let holder = waiting.pop(); holder !== undefined; holder = waiting.pop()) {
    const members = holder as Record<string, unknown>;
    for (const name of Object.keys(holder)) {
      const member = members[name];
      if (typeof member === 'string' && member.startsWith(PARSED_MARK)) define(holder, name, member.slice(1));
      else if (typeof member === 'object' && member !== null) waiting.push(member);
    }
  }
  return root[0];
}

/** Assigning to `__proto__` would make no member. */
function define(holder: object, name: string, number: string): void {
  const value = new ExactNumber(number);
  Object.defineProperty(holder, name, { value, enumerable: true, writable: true, configurable: true });
}
