import type { PerturbationKind } from './perturbation-kind.ts';
import { joinWords, noiseTreatment, wordsOfQuery } from './query-noise.ts';

/** Words are left out, each with the chance of the strength. One word at least stays. */
export const queryDrop: PerturbationKind = {
  name: 'query-drop',
  members: {},
  drawnBy: 'query',
  kinds: ['search'],
  treatment: noiseTreatment<object>('query-drop', (query, { strength }, draws) => {
    const words = wordsOfQuery(query);
    const left = words.filter(({ isPlain }, i) => !isPlain || !draws.happens(strength, 'word', query, i));
    if (left.length > 0 || words.length === 0) {
      return joinWords(
        query,
        words,
        left.map(({ text }) => text),
      );
    }
    return words[draws.below(words.length, 'kept', query)].text;
  }),
};
