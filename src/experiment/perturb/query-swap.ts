import type { PerturbationKind } from './perturbation-kind.ts';
import { joinWords, noiseTreatment, wordsOfQuery } from './query-noise.ts';

/** Neighbouring words change places, each pair with the chance of the strength; a word moves once. */
export const querySwap: PerturbationKind = {
  name: 'query-swap',
  members: {},
  drawnBy: 'query',
  kinds: ['search'],
  treatment: noiseTreatment<object>('query-swap', (query, { strength }, draws) => {
    const words = wordsOfQuery(query);
    const texts = words.map(({ text }) => text);
    for (let i = 0; i + 1 < words.length; i++) {
      if (!words[i].isPlain || !words[i + 1].isPlain || !draws.happens(strength, 'pair', query, i)) continue;
      [texts[i], texts[i + 1]] = [texts[i + 1], texts[i]];
      i++;
    }
    return joinWords(query, words, texts);
  }),
};
