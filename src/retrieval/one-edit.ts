/** Letters that are put in. */
const ALPHABET = [...'abcdefghijklmnopqrstuvwxyz'];

/** Texts that `oneEditAway` makes of one of so many letters, counted with those that are equal. */
export function editCount(letters: number): number {
  return 54 * letters + 25;
}

/**
 * Every text that one slip makes of a word: a letter left out, two neighbours swapped, a letter replaced by one of a … z or
 * one of these put in. Some come more than once, and the word itself is among them where `makesItself`. Letters are code points.
 *
 * @param first place of the first slip, 0 … letters; default: 0 @param last of the last one; default: behind the word
 * @see Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964
 */
export function* oneEditAway(word: string, first = 0, last = Number.POSITIVE_INFINITY): Generator<string> {
  const letters = [...word];
  for (let at = first; at <= Math.min(last, letters.length); at++) {
    const before = letters.slice(0, at).join('');
    const behind = letters.slice(at).join('');
    const rest = letters.slice(at + 1).join('');
    for (const letter of ALPHABET) yield before + letter + behind;
    if (at === letters.length) return;
    yield before + rest;
    for (const letter of ALPHABET) yield before + letter + rest;
    if (at + 1 < letters.length) yield before + letters[at + 1] + letters[at] + letters.slice(at + 2).join('');
  }
}

/** Whether a slip can leave a word as it is: a letter of a … z is replaced by itself, or two equal neighbours are swapped. */
export function makesItself(word: string): boolean {
  const letters = [...word];
  return letters.some((letter, i) => (letter >= 'a' && letter <= 'z') || letter === letters[i + 1]);
}

/** Whether `other` is one of what `oneEditAway` makes of the word. */
export function isOneEdit(other: string, word: string): boolean {
  const [left, right] = [[...word], [...other]];
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  if (same === left.length && same === right.length) return makesItself(word);
  // What comes before the first difference is equal, so a slip further ahead would make what one at this place makes too.
  for (const edited of oneEditAway(word, same, same)) if (edited === other) return true;
  return false;
}
