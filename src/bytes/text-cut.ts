/** Whether a cut before this code unit would part the two halves of a character outside the Basic Multilingual Plane. */
export function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

/** The last place at or before `at` where a text may be cut, in UTF-16 code units. @param at 0 or more; may lie beyond the text */
export function wholeCharacters(text: string, at: number): number {
  const end = Math.min(at, text.length);
  return splitsPair(text, end) ? end - 1 : end;
}

/** A text of so many code units at most, and an ellipsis behind one that has more. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, wholeCharacters(text, most))}…`;
}

/** The same string with memory of its own: V8 would keep a whole document alive behind a slice of it. */
export function copyText(text: string): string {
  return ` ${text}`.slice(1);
}
