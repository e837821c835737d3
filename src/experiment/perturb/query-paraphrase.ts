import { type Static, Type } from '@sinclair/typebox';
import { MAX_PERTURBATION_ENTRIES } from '../../limits.ts';
import { EditedText } from '../rewrite/edited-text.ts';
import { PhraseTable } from '../rewrite/phrase-table.ts';
import type { PerturbationKind } from './perturbation-kind.ts';
import { findPhraseFault, PhraseSchema } from './phrase-schema.ts';
import { noiseTreatment, wordsOfQuery } from './query-noise.ts';

const members = {
  phrases: Type.Array(
    Type.Object(
      {
        from: PhraseSchema,
        to: Type.Array(PhraseSchema, { minItems: 1, maxItems: 100, description: 'one of them is drawn' }),
      },
      { additionalProperties: false },
    ),
    { minItems: 1, maxItems: MAX_PERTURBATION_ENTRIES, description: 'ways to say the same' },
  ),
};
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

/** Phrases of the table are said in another way, each with the chance of the strength. */
export const queryParaphrase: PerturbationKind = {
  name: 'query-paraphrase',
  members,
  drawnBy: 'query',
  kinds: ['search'],
  findFault: (told) => findPhraseFault((told as Told).phrases.map(({ from }) => from)),
  treatment: noiseTreatment<Told>('query-paraphrase', (query, { strength, phrases }, draws) => {
    const ways = new Map(phrases.map(({ from, to }) => [from.trim().replace(/\s+/g, ' '), to]));
    const edits = new PhraseTable(ways.keys()).edits(query, (phrase) => {
      const to = ways.get(phrase);
      if (to === undefined || !draws.happens(strength, 'phrase', query, phrase)) return null;
      return to[draws.below(to.length, 'way', query, phrase)];
    });
    const fixed = wordsOfQuery(query).filter(({ isPlain }) => !isPlain);
    const free = edits.filter((edit) =>
      fixed.every(({ start, text }) => edit.end <= start || edit.start >= start + text.length),
    );
    return new EditedText(query, free).text;
  }),
};
