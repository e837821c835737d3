import { type Static, Type } from '@sinclair/typebox';
import type { PerturbationKind } from './perturbation-kind.ts';
import { joinWords, noiseTreatment, wordsOfQuery } from './query-noise.ts';

const SLIPS = ['swap', 'drop', 'double', 'neighbour'] as const;
type Slip = (typeof SLIPS)[number];

const members = {
  slips: Type.Optional(
    Type.Array(Type.Union(SLIPS.map((slip) => Type.Literal(slip))), {
      minItems: 1,
      maxItems: SLIPS.length,
      uniqueItems: true,
      description:
        'two letters change places, one is left out, one is written twice, one is that of a key beside it; default: all',
    }),
  ),
  leastLetters: Type.Optional(
    Type.Integer({ minimum: 2, maximum: 100, default: 4, description: 'shorter words are written right' }),
  ),
};
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

/** Rows of a keyboard of the United States: neighbours in a row are those that a finger slips to. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Words are misspelt, each with the chance of the strength: one slip a word. */
export const querySpelling: PerturbationKind = {
  name: 'query-spelling',
  members,
  drawnBy: 'query',
  kinds: ['search'],
  treatment: noiseTreatment<Told>('query-spelling', (query, { strength, slips = SLIPS, leastLetters = 4 }, draws) => {
    const words = wordsOfQuery(query);
    const texts = words.map(({ text, isPlain }, i) => {
      const [, letters = '', rest = ''] = /^(\p{L}*)(.*)$/su.exec(text) ?? [];
      const characters = [...letters];
      if (!isPlain || characters.length < leastLetters || !draws.happens(strength, 'word', query, i)) return text;
      const slip = slips[draws.below(slips.length, 'slip', query, i)];
      return misspell(characters, slip, draws.at('letter', query, i)).join('') + rest;
    });
    return joinWords(query, words, texts);
  }),
};

/** @param characters two or more @param drawn where, and which of two keys */
export function misspell(characters: readonly string[], slip: Slip, drawn: number): string[] {
  const { length } = characters;
  const changed = [...characters];
  switch (slip) {
    case 'swap': {
      // From the place that was drawn on, the first two letters that differ.
      for (let i = 0; i < length - 1; i++) {
        const at = (drawn + i) % (length - 1);
        if (characters[at] === characters[at + 1]) continue;
        [changed[at], changed[at + 1]] = [characters[at + 1], characters[at]];
        return changed;
      }
      return misspell(characters, 'drop', drawn);
    }
    case 'drop':
      // The first letter is the one that nobody forgets.
      changed.splice(1 + (drawn % (length - 1)), 1);
      return changed;
    case 'double':
      changed.splice(drawn % length, 0, characters[drawn % length]);
      return changed;
    case 'neighbour': {
      for (let i = 0; i < length; i++) {
        const at = (drawn + i) % length;
        const other = neighbourOf(characters[at], drawn);
        if (other === null) continue;
        changed[at] = other;
        return changed;
      }
      return misspell(characters, 'swap', drawn);
    }
  }
}

function neighbourOf(letter: string, drawn: number): string | null {
  const small = letter.toLowerCase();
  const row = ROWS.find((keys) => keys.includes(small));
  if (row === undefined) return null;
  const at = row.indexOf(small);
  // Bits that the place was not drawn by.
  const other = at === 0 ? row[1] : at === row.length - 1 ? row[at - 1] : row[at + (drawn >>> 31 === 0 ? 1 : -1)];
  return small === letter ? other : other.toUpperCase();
}
