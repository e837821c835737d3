import { trimWhiteSpace } from '../../src/bytes/white-space.ts';

/** Characters of a first line that may be a title: a longer one is a paragraph. */
const TITLE_CHARACTERS = 200;

/**
 * The title and the text of a page that came as text alone: its first line is the title where it is as short as one and
 * something follows.
 * @returns an empty title where there is none
 */
export function splitFirstLine(text: string): { title: string; text: string } {
  const newline = text.indexOf('\n');
  const first = newline < 0 ? '' : trimWhiteSpace(text.slice(0, newline));
  if (first === '' || first.length > TITLE_CHARACTERS) return { title: '', text };
  return { title: first, text: text.slice(newline + 1) };
}
