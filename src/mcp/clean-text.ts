import { MISLEADING_SIGNS } from '../bytes/misleading-signs.ts';

/**
 * What no text of an answer holds: C0 but for tab and line feed, DEL, C1, line and paragraph separators, and the
 * embeddings, overrides and isolates of bidirectional text. They move cursors, forge lines, and show a reader another order than
 * a model is given.
 */
const UNSAFE = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f${MISLEADING_SIGNS}]`, 'g');
/** What other systems end a line with. */
const LINE_ENDS = '\r\u0085\u2028\u2029';

/**
 * The same text without them, and as long as it was, so that offsets hold: an end of a line is a line feed, what else there
 * is a U+FFFD, and so is half a surrogate pair. The carriage return before a line feed is a blank.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(UNSAFE, (character, at: number) => {
    if (!LINE_ENDS.includes(character)) return '\ufffd';
    return character === '\r' && text[at + 1] === '\n' ? ' ' : '\n';
  });
}

/** Every string of a JSON value so, the names of its members as well. */
export function cleanValue<Value>(value: Value): Value {
  if (typeof value === 'string') return cleanText(value) as Value;
  if (Array.isArray(value)) return value.map((item) => cleanValue(item)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [cleanText(name), cleanValue(member)]),
  ) as Value;
}

/** Whether the text is changed by cleaning: an id of this kind must be told in another way. */
export function isClean(text: string): boolean {
  return text.isWellFormed() && text.search(UNSAFE) < 0;
}

/** A URL that holds such characters, with them percent-encoded. */
export function cleanUrl(url: string): string {
  return url.replace(UNSAFE, encodeURIComponent);
}
