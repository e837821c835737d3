/** Where a page of a long text ends. */
import { splitsPair } from '../bytes/text-cut.ts';

/** What a page that cannot hold the rest of a text ends with. */
export type PageCut = 'line' | 'paragraph';

/**
 * The end of a page that begins at `start` and has at most so many code units: behind the last empty line in its second half, where
 * paragraphs are asked for; else behind its last line there, else behind its last blank there, else where the bound is. So no page but
 * the last is less than half full. It splits no surrogate pair, and holds one where it could hold nothing else.
 *
 * @param end of what may be read
 */
export function endOfPage(text: string, start: number, maxChars: number, end: number, cut: PageCut | null): number {
  const bound = start + maxChars;
  if (bound >= end) return end;
  const least = start + Math.ceil(maxChars / 2);
  if (cut === 'paragraph') {
    const found = lastBreak(text, '\n\n', least, bound);
    if (found > 0) return found;
  }
  if (cut !== null) {
    for (const sign of ['\n', ' ']) {
      const found = lastBreak(text, sign, least, bound);
      if (found > 0) return found;
    }
  }
  if (!splitsPair(text, bound)) return bound;
  return bound - 1 > start ? bound - 1 : bound + 1;
}

/** The last place from `least` to `bound` that a sign stands before; 0 for none. */
function lastBreak(text: string, sign: string, least: number, bound: number): number {
  const at = text.lastIndexOf(sign, bound - sign.length);
  return at >= 0 && at + sign.length >= least ? at + sign.length : 0;
}
