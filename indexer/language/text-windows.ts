import { isWhiteSpace } from '../../src/bytes/white-space.ts';

/** UTF-16 code units of a window: more than the detector looks at of a text. */
export const WINDOW_CHARACTERS = 400;
/** Windows of a long text: its beginning alone is often a menu, a name or a quotation in another language. */
export const MOST_WINDOWS = 5;
/** How far the beginning of a window is moved to the next word. */
const MOST_SHIFT = 40;

/** Cuts windows out of a text, as far from one another as they can be; one where they would overlap. A pair of surrogates may be split. */
export function cutWindows(text: string): string[] {
  const count = Math.max(1, Math.min(MOST_WINDOWS, Math.floor(text.length / WINDOW_CHARACTERS)));
  return Array.from({ length: count }, (_, window) => {
    const at = count === 1 ? 0 : Math.floor((window * (text.length - WINDOW_CHARACTERS)) / (count - 1));
    const start = window === 0 ? 0 : wordFrom(text, at);
    return text.slice(start, start + WINDOW_CHARACTERS);
  });
}

/** The place behind the next white space; where none is near, the place itself. */
function wordFrom(text: string, at: number): number {
  for (let next = at; next < Math.min(at + MOST_SHIFT, text.length); next++)
    if (isWhiteSpace(text.charCodeAt(next))) return next + 1;
  return at;
}
