/** The source of a regular expression that finds phrases: common beginnings stand in it once, so that no table makes it slow. */

interface Node {
  /** By letter, whatever its case. */
  readonly next: Map<string, { readonly letter: string; readonly node: Node }>;
  isEnd: boolean;
}

/**
 * Finds the longest phrase at a place; any white space stands for a space. What it tries at a place is bounded by the longest phrase, and not
 * by their number.
 *
 * @param phrases not empty, one space between words
 */
export function phrasePattern(phrases: Iterable<string>): string {
  const root: Node = { next: new Map(), isEnd: false };
  for (const phrase of phrases) {
    let node = root;
    for (const letter of phrase) {
      const key = letter.toLowerCase();
      const known = node.next.get(key) ?? { letter, node: { next: new Map(), isEnd: false } };
      node.next.set(key, known);
      node = known.node;
    }
    node.isEnd = true;
  }
  return patternOf(root);
}

function patternOf({ next, isEnd }: Node): string {
  const ways = Array.from(next.values(), ({ letter, node }) => writeLetter(letter) + patternOf(node));
  if (ways.length === 0) return '';
  if (ways.length === 1 && !isEnd) return ways[0];
  // An end comes last: what goes on is longer.
  return `(?:${ways.join('|')}${isEnd ? '|' : ''})`;
}

function writeLetter(letter: string): string {
  return letter === ' ' ? String.raw`\s+` : letter.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
