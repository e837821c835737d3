import { trimWhiteSpace } from '../../src/bytes/white-space.ts';
import { PlainText } from './plain-text.ts';

/** A text of one line: white space at the ends gone, and else one space. */
export function collapseSpaces(text: string): string {
  const collapsed = new PlainText();
  collapsed.write(trimWhiteSpace(text));
  return collapsed.toString();
}
