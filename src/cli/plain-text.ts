/**
 * What no name, id or title may do to a terminal: C0, DEL and C1 move the cursor and rename the window, line and paragraph
 * separators forge lines, and bidirectional embeddings, overrides and isolates reorder what is read.
 */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/**
 * A line for a terminal: what does not print is shown as JSON escapes it, so that JSON stays the same JSON.
 * Whoever prints goes through here (`print`, `note` and `Progress`); nobody else need think of it.
 */
export function plainText(line: string): string {
  return line.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A text of several lines, such as a snippet, as one: its ends of lines and tabs are blanks. */
export function onOneLine(text: string): string {
  return text.replace(/[\t-\r\u0085\u2028\u2029]+/g, ' ');
}
