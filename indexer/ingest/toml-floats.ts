import { ExactNumber } from '../../src/bytes/exact-number.ts';

/** Before a number that is read as a string. TOML gives a string with NUL for an escape only (TOML 1.0, section String). */
const MARK = '\\u0000';
const PARSED_MARK = '\0';
const ESCAPED_NUL = /\\u0000|\\U00000000/;

/** What TOML is made of as far as a float goes: comments, strings, words, marks, line ends, and the rest. */
const TOKEN =
  /#[^\n]*|"""(?:[^\\]|\\[\s\S])*?"{3,5}|'''[\s\S]*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\w+.:-]+|[=[\]{}]|\n|[^\S\n]+|[\s\S]/g;
const FLOAT = /^[+-]?[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9][0-9_]*)?$/;
const WHOLE = /^[+-]?[0-9_]+$/;

/**
 * Puts the floats that a double would change (`1.10`, `1e400`) into strings that `readMarked` knows. Null where there are
 * none, and where an escaped NUL could be taken for the mark.
 *
 * @param source valid TOML
 */
export function markFloats(source: string): string | null {
  if (ESCAPED_NUL.test(source)) return null;
  let isChanged = false;
  let isValue = false;
  let depth = 0;
  const marked = source.replace(TOKEN, (token: string, at: number) => {
    if (token === '=') isValue = true;
    else if (token === '\n') isValue &&= depth > 0;
    else if (token === '[' || token === '{') depth += isValue ? 1 : 0;
    else if (token === ']' || token === '}') depth -= isValue ? 1 : 0;
    else if (isValue && FLOAT.test(token) && !WHOLE.test(token) && !isKey(source, at + token.length)) {
      const number = token.replace(/^\+|_/g, '');
      if (String(Number(number)) === number) return token;
      isChanged = true;
      return `"${MARK}${number}"`;
    }
    return token;
  });
  return isChanged ? marked : null;
}

/** In an inline table a name may look like a number. */
function isKey(source: string, end: number): boolean {
  const behind = /[ \t]*[=.]/y;
  behind.lastIndex = end;
  return behind.test(source);
}

/** The number that a string of marked TOML stands for; undefined for any other value. */
export function readMarked(value: unknown): ExactNumber | undefined {
  if (typeof value !== 'string' || !value.startsWith(PARSED_MARK)) return undefined;
  return new ExactNumber(value.slice(PARSED_MARK.length));
}
