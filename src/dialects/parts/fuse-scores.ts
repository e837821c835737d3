/** RoutIR's two ways to make one ranking of several. A ranking is a list of ids with their scores, best first. */

export type Ranking = readonly (readonly [id: string, score: number])[];

/** The sum of reciprocal ranks, each of them one over rank and smoothing (Cormack et al., SIGIR 2009, where it is 60). */
export function fuseRanks(rankings: readonly Ranking[], smoothing: number): Ranking {
  return fuse(rankings, (rank) => 1 / (rank + smoothing));
}

/** The sum of scores. */
export function fuseScores(rankings: readonly Ranking[]): Ranking {
  return fuse(rankings, (_rank, score) => score);
}

/** Added in the order of the rankings, so that sums are the same each time; of equal ones the first that was met is better. */
function fuse(rankings: readonly Ranking[], share: (rank: number, score: number) => number): Ranking {
  const sums = new Map<string, number>();
  for (const ranking of rankings) {
    for (const [i, [id, score]] of ranking.entries()) sums.set(id, (sums.get(id) ?? 0) + share(i + 1, score));
  }
  return [...sums].sort(([, one], [, other]) => other - one);
}
