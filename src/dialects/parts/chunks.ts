/** Passages of a document that answer a query, where a vendor joins several of them to one text. */
import { wholeCharacters } from '../../bytes/text-cut.ts';
import type { Hit } from '../../contract/search.ts';

const JOINT = ' … ';

/** The stretches of a snippet, one or two, each cut to so many UTF-16 code units; none without a snippet. */
export function chunksOf({ snippet, fragments = [] }: Pick<Hit, 'snippet' | 'fragments'>, maxChars: number): string[] {
  if (snippet === undefined || snippet === '') return [];
  const [first, second] = fragments;
  if (second === undefined) return [cut(snippet, maxChars)];
  // What stands between the two has three characters; an ellipsis before the first one shifts them all by two.
  const end = (snippet.startsWith('… ') ? 2 : 0) + first.end - first.start;
  if (!snippet.startsWith(JOINT, end)) return [cut(snippet, maxChars)];
  return [snippet.slice(0, end), snippet.slice(end + JOINT.length)].map((chunk) => cut(chunk, maxChars));
}

function cut(text: string, maxChars: number): string {
  return text.slice(0, wholeCharacters(text, maxChars));
}
