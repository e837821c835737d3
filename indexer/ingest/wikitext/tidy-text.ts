import { trimWhiteSpace } from '../../../src/bytes/white-space.ts';
import { BAR, LINE_END, unmask } from './placeholders.ts';

/** Blanks that are not one space. Most are, and need not be written again. */
const OTHER_BLANKS = / *[^\S ]\s*| {2,}/g;
const AROUND_LINE_END = new RegExp(` ?${LINE_END} ?`, 'g');
const MANY_LINE_ENDS = new RegExp(`${LINE_END}{3,}`, 'g');

/**
 * Text as it is to be read: one blank between words, and nothing left of what was taken out of it, such as `( , born 1809)` where
 * a pronunciation stood.
 */
export function tidy(written: string): string {
  let text = written.replace(OTHER_BLANKS, ' ');
  if (text.includes('(')) {
    text = text
      .replace(/\((?: ?[,;:])* ?/g, '(')
      .replace(/ ?[,;:]? ?\)/g, ')')
      .replace(/ ?\(\)/g, '');
  }
  text = text.replace(/ ([,.)])(?= |$)/g, '$1');
  if (text.includes(LINE_END))
    text = text.replace(AROUND_LINE_END, LINE_END).replace(MANY_LINE_ENDS, LINE_END + LINE_END);
  text = trimWhiteSpace(text).replace(/^[,;] /, '');
  // The first cell of a row of HTML has a bar before it.
  if (text.startsWith(`${BAR} `)) text = text.slice(2);
  return trimWhiteSpace(unmask(text));
}
