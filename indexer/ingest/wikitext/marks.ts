/** Codes of the characters that wikitext is written with. */

export const NEWLINE = 10;
export const COMMA = 44;
export const SEMICOLON = 59;
export const AMPERSAND = 38;
export const APOSTROPHE = 39;
export const LESS_THAN = 60;
export const OPEN_BRACKET = 91;
export const CLOSE_BRACKET = 93;
export const UNDERSCORE = 95;
export const OPEN_BRACE = 123;
export const PIPE = 124;
export const CLOSE_BRACE = 125;

/** Per ASCII code: whether reading stops there. */
export const IS_MARK = new Uint8Array(128);
for (const code of [
  NEWLINE,
  AMPERSAND,
  APOSTROPHE,
  LESS_THAN,
  OPEN_BRACKET,
  CLOSE_BRACKET,
  UNDERSCORE,
  OPEN_BRACE,
  PIPE,
  CLOSE_BRACE,
]) {
  IS_MARK[code] = 1;
}
