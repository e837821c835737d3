/** Ways in which somebody asks for the article with a title. */

export type PhrasingKind = 'keywords' | 'question' | 'request' | 'typo';

export interface Phrasing {
  readonly name: string;
  readonly kind: PhrasingKind;
  /** Null where a title cannot be asked for so. */
  readonly ask: (title: string) => string | null;
}

const phrase =
  (before: string, after = '') =>
  (title: string) =>
    `${before}${title}${after}`;

/** Written before any of them was tried. A change of one is a change of every figure: add new ones under new names. */
export const PHRASINGS: readonly Phrasing[] = [
  { name: 'name', kind: 'keywords', ask: (title) => title.toLowerCase() },
  { name: 'basics', kind: 'keywords', ask: phrase('', ' basics') },
  { name: 'cheat-sheet', kind: 'keywords', ask: phrase('', ' cheat sheet') },
  { name: 'walk-through', kind: 'question', ask: phrase('could somebody walk me through ', '?') },
  { name: 'beginner', kind: 'question', ask: phrase('what does a beginner have to understand about ', '?') },
  { name: 'purpose', kind: 'question', ask: phrase('why do people care about ', ' at all?') },
  { name: 'where', kind: 'question', ask: phrase('where does ', ' come up?') },
  { name: 'open', kind: 'request', ask: phrase('open the article on ') },
  { name: 'notes', kind: 'request', ask: phrase('write me study notes on ', ', please') },
  { name: 'plain-words', kind: 'request', ask: phrase('put ', ' into plain words') },
  { name: 'gather', kind: 'request', ask: phrase('gather everything there is on ') },
  { name: 'dropped', kind: 'typo', ask: (title) => misspell(title, dropLetter) },
  { name: 'doubled', kind: 'typo', ask: (title) => misspell(title, doubleLetter) },
  { name: 'swapped', kind: 'typo', ask: (title) => misspell(title, swapLetters) },
  { name: 'replaced', kind: 'typo', ask: (title) => misspell(title, replaceLetter) },
  {
    name: 'swapped-question',
    kind: 'typo',
    ask: (title) => {
      const misspelt = misspell(title, swapLetters);
      return misspelt === null ? null : `how is ${misspelt} put to use?`;
    },
  },
];

export const PHRASING_KINDS: readonly PhrasingKind[] = ['keywords', 'question', 'request', 'typo'];

/** A shorter word has too few letters to be known by the rest of them. */
const LEAST_LETTERS = 5;

/** A word with one slip in it; null where the slip would change nothing. */
type Slip = (letters: string, middle: number) => string | null;

/**
 * The title with one slip at the middle of its longest word of a-z, the first of several; the rest as it is, in lower case.
 * @returns null where no word has five letters, or the slip changes nothing
 */
export function misspell(title: string, slip: Slip): string | null {
  const text = title.toLowerCase();
  let longest: { readonly letters: string; readonly index: number } | null = null;
  for (const match of text.matchAll(/[a-z]+/g)) {
    if (match[0].length > (longest?.letters.length ?? LEAST_LETTERS - 1)) {
      longest = { letters: match[0], index: match.index };
    }
  }
  if (longest === null) return null;
  const { letters, index } = longest;
  const slipped = slip(letters, letters.length >> 1);
  return slipped === null ? null : text.slice(0, index) + slipped + text.slice(index + letters.length);
}

export const dropLetter: Slip = (letters, middle) => letters.slice(0, middle) + letters.slice(middle + 1);

export const doubleLetter: Slip = (letters, middle) => letters.slice(0, middle + 1) + letters.slice(middle);

/** The first two neighbours from the middle on that differ. */
export const swapLetters: Slip = (letters, middle) => {
  for (let at = middle; at + 1 < letters.length; at++) {
    if (letters[at] === letters[at + 1]) continue;
    return letters.slice(0, at) + letters[at + 1] + letters[at] + letters.slice(at + 2);
  }
  return null;
};

/** By the next letter of the alphabet, z by a. */
export const replaceLetter: Slip = (letters, middle) => {
  const next = String.fromCharCode(97 + ((letters.charCodeAt(middle) - 96) % 26));
  return letters.slice(0, middle) + next + letters.slice(middle + 1);
};
