/** The beginning of a document, where a vendor summarises it: sentences of its own, none that a model wrote. */
import { wholeCharacters } from '../../bytes/text-cut.ts';

const MOST_CHARACTERS = 500;

/** The first paragraph that is no heading, cut behind a word to 500 UTF-16 code units. */
export function openingOf(text: string): string {
  const paragraph = text.split(/\n\s*\n/).find((block) => block.trim() !== '' && !/^#{1,6} /.test(block)) ?? '';
  const opening = paragraph.replace(/\s+/g, ' ').trim();
  if (opening.length <= MOST_CHARACTERS) return opening;
  const cut = opening.slice(0, wholeCharacters(opening, MOST_CHARACTERS));
  const space = cut.lastIndexOf(' ');
  return `${space > 0 ? cut.slice(0, space) : cut} …`;
}
