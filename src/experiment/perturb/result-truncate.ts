import { type Static, Type } from '@sinclair/typebox';
import { MAX_DEPTH } from '../../limits.ts';
import type { PerturbationKind } from './perturbation-kind.ts';
import { listTreatment } from './ranked-list.ts';

const members = {
  keep: Type.Integer({ minimum: 0, maximum: MAX_DEPTH, description: 'hits that are left' }),
};
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

/** A list ends early, with the chance of the strength. */
export const resultTruncate: PerturbationKind = {
  name: 'result-truncate',
  members,
  drawnBy: 'query',
  kinds: ['search'],
  treatment: listTreatment<Told>('result-truncate', {
    depth: (end) => end,
    change: ({ hits, query, told: { strength, keep }, draws }) =>
      draws.happens(strength, 'list', query) ? hits.slice(0, keep) : hits,
  }),
};
