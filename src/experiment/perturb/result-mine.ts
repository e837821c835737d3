import { type Static, Type } from '@sinclair/typebox';
import type { PerturbationKind } from './perturbation-kind.ts';
import { findRankFault, RankSchema } from './rank-schema.ts';
import { insertHits, listTreatment, placeKey } from './ranked-list.ts';

const members = {
  fromRank: Type.Optional(RankSchema('the best hit that may be moved up; default: 50')),
  toRank: Type.Optional(RankSchema('the worst; default: 100')),
  count: Type.Optional(RankSchema('how many are drawn; default: 1')),
  rank: Type.Optional(RankSchema('where they are put, behind each other; default: 1')),
};
type Told = { [Name in keyof typeof members]: Static<(typeof members)[Name]> };

/**
 * Distractors that are mined from the list itself: hits from far below, which are about the query and seldom answer it, stand among the
 * first. As many as are drawn, each with the chance of the strength.
 */
export const resultMine: PerturbationKind = {
  name: 'result-mine',
  members,
  drawnBy: 'query',
  kinds: ['search'],
  findFault({ fromRank = 50, toRank = 100, rank = 1 }) {
    if ((rank as number) >= (fromRank as number)) return 'has a rank that is not above its fromRank';
    return findRankFault({ fromRank, toRank });
  },
  treatment: listTreatment<Told>('result-mine', {
    depth: (end, { toRank = 100 }) => Math.max(end, toRank),
    change({ hits, query, told: { strength, fromRank = 50, toRank = 100, count = 1, rank = 1 }, draws }) {
      const mined = hits
        .slice(fromRank - 1, toRank)
        .map((hit) => ({ hit, drawn: draws.at('mined', query, placeKey(hit)) }))
        .sort((a, b) => a.drawn - b.drawn)
        .slice(0, count)
        .filter(({ hit }) => draws.happens(strength, 'moved', query, placeKey(hit)))
        .map(({ hit }) => hit);
      return mined.length === 0 ? hits : insertHits(hits, mined, rank);
    },
  }),
};
