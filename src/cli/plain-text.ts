import { escapeSign, MISLEADING_SIGNS } from '../bytes/misleading-signs.ts';

/** What no name, id or title may do to a terminal: C0, DEL and C1 move the cursor and rename the window besides. */
const UNPRINTABLE = new RegExp(`[\\p{Cc}${MISLEADING_SIGNS}]|\\p{Surrogate}`, 'gu');

/**
 * A line for a terminal: what does not print is shown as JSON escapes it, so that JSON stays the same JSON.
 * Whoever prints goes through here (`print`, `note` and `Progress`); nobody else need think of it.
 */
export function plainText(line: string): string {
  return line.replace(UNPRINTABLE, escapeSign);
}

/** A text of several lines, such as a snippet, as one: its ends of lines and tabs are blanks. */
export function onOneLine(text: string): string {
  return text.replace(/[\t-\r\u0085\u2028\u2029]+/g, ' ');
}
