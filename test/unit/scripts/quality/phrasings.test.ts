import { describe, expect, it } from 'vitest';
import {
  doubleLetter,
  dropLetter,
  misspell,
  PHRASING_KINDS,
  PHRASINGS,
  replaceLetter,
  swapLetters,
} from '../../../../scripts/quality/phrasings.ts';

/** Steps of deleting, inserting, replacing and swapping neighbours that lead from one word to the other. */
function countSlips(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const steps = [rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (isSame ? 0 : 1)];
      row.push(Math.min(...steps, ...(isSwap ? [rows[i - 2][j - 2] + 1] : [])));
    }
    rows.push(row);
  }
  return rows[from.length][to.length];
}

describe('a title with a slip', () => {
  const SLIPS = [dropLetter, doubleLetter, swapLetters, replaceLetter];

  it.each([
    ['Bloom filter', ['bloom filer', 'bloom filtter', 'bloom filetr', 'bloom filuer']],
    ['Porter stemmer', ['porter stemer', 'porter stemmmer', 'porter stememr', 'porter stenmer']],
    ['Karen Spärck Jones', ['kaen spärck jones', 'karren spärck jones', 'kaern spärck jones', 'kasen spärck jones']],
    ['Jazz pizza', ['jazz piza', 'jazz pizzza', 'jazz pizaz', 'jazz piaza']],
  ])('has it at the middle of the longest word: %s', (title, expected) => {
    const found = SLIPS.map((slip) => misspell(title, slip));
    expect(found).toEqual(expected);
    expect(found.map((text) => countSlips(title.toLowerCase(), text ?? ''))).toEqual([1, 1, 1, 1]);
  });

  it('is the same at every call, and lower case elsewhere', () => {
    expect(misspell('Inverted File Index (IVF)', dropLetter)).toBe('inveted file index (ivf)');
    expect(misspell('Inverted File Index (IVF)', doubleLetter)).toBe('inverrted file index (ivf)');
    expect(misspell('Inverted File Index (IVF)', swapLetters)).toBe('invetred file index (ivf)');
    expect(misspell('Inverted File Index (IVF)', replaceLetter)).toBe('invested file index (ivf)');
  });

  it.each(['BM25', 'Trie', 'N-gram', '検索', ''])(
    'cannot be made of %j, which has no word of five letters',
    (title) => {
      for (const slip of SLIPS) expect(misspell(title, slip)).toBeNull();
    },
  );

  it('cannot be made by swapping where the letters behind the middle are all the same', () => {
    expect(misspell('abccc', swapLetters)).toBeNull();
    expect(misspell('zzzzzz', replaceLetter)).toBe('zzzazz');
  });
});

describe('the phrasings', () => {
  it('have a name each, and some of every kind', () => {
    expect(new Set(PHRASINGS.map(({ name }) => name)).size).toBe(PHRASINGS.length);
    for (const kind of PHRASING_KINDS) expect(PHRASINGS.some((phrasing) => phrasing.kind === kind)).toBe(true);
  });

  it('hold the title, or a slip of it, and differ from each other', () => {
    const asked = PHRASINGS.map(({ ask }) => ask('Posting list'));
    expect(new Set(asked).size).toBe(PHRASINGS.length);
    expect(asked.filter((query) => query?.toLowerCase().includes('posting list'))).toHaveLength(11);
  });
});
