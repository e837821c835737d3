import { type Static, Type } from '@sinclair/typebox';
import type { PerturbationKind } from './perturbation-kind.ts';
import { findRankFault, RankSchema } from './rank-schema.ts';
import { listTreatment } from './ranked-list.ts';

const members = {
  fromRank: Type.Optional(RankSchema('the first that may be missing; default: 1')),
  toRank: Type.Optional(RankSchema('the last; default: fromRank')),
};
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

/** Hits of these ranks are missing, each with the chance of the strength. Those below move up. */
export const resultDrop: PerturbationKind = {
  name: 'result-drop',
  members,
  drawnBy: 'query',
  kinds: ['search'],
  findFault: findRankFault,
  treatment: listTreatment<Told>('result-drop', {
    depth: (end, { fromRank = 1, toRank = fromRank }) => end + toRank - fromRank + 1,
    change: ({ hits, query, told: { strength, fromRank = 1, toRank = fromRank }, draws }) =>
      hits.filter((_, i) => {
        const rank = i + 1;
        return rank < fromRank || rank > toRank || !draws.happens(strength, 'rank', query, rank);
      }),
  }),
};
