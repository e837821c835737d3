import { type Static, Type } from '@sinclair/typebox';
import { MAX_PERTURBED_RANK } from '../../limits.ts';
import type { PerturbationKind } from './perturbation-kind.ts';
import { listTreatment } from './ranked-list.ts';

const members = {
  window: Type.Integer({
    minimum: 2,
    maximum: MAX_PERTURBED_RANK,
    description: 'hits that are shuffled among each other: 1 … window, and so on down the list',
  }),
};
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

/**
 * Hits change places inside windows. At full strength each order of a window is equally likely (Fisher and Yates); below, each exchange
 * is made with the chance of the strength. Scores stay at their ranks, so that no caller sorts the list back.
 */
export const resultShuffle: PerturbationKind = {
  name: 'result-shuffle',
  members,
  drawnBy: 'query',
  kinds: ['search'],
  treatment: listTreatment<Told>('result-shuffle', {
    depth: (end, { window }) => Math.ceil(end / window) * window,
    change({ hits, query, told: { strength, window }, draws }) {
      const shuffled = [...hits];
      for (let start = 0; start < hits.length; start += window) {
        for (let i = Math.min(start + window, hits.length) - 1; i > start; i--) {
          if (!draws.happens(strength, 'exchange', query, i)) continue;
          const other = start + draws.below(i - start + 1, 'other', query, i);
          [shuffled[i], shuffled[other]] = [shuffled[other], shuffled[i]];
        }
      }
      return shuffled.map((hit, i) => ({ ...hit, score: hits[i].score }));
    },
  }),
};
