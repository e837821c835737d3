import { MAX_HIT_DUPLICATES } from '../limits.ts';
import { type Fold, passagesOf, type RankedHit } from './legs.ts';
import type { LegOptions, Ranker } from './ranker.ts';

/** Identical texts take one place in a list: the best of them stands for all. */

type Unit = LegOptions<unknown>['unit'];

/** Keeps of several hits with one text the first. */
export function foldDuplicates(ranker: Ranker, unit: Unit): Fold {
  return async (hits) => {
    if (hits.length < 2) return hits;
    const firsts = await ranker.firstsOf(passagesOf(hits), unit);
    if (firsts === null) return hits;
    const seen = new Set<number>();
    return hits.filter((_, i) => !seen.has(firsts[i]) && seen.add(firsts[i]));
  };
}

/** The hits of a page, each with the ids of those that have its text. @param accept what the search admits */
export async function nameDuplicates<Admission>(
  ranker: Ranker<Admission>,
  unit: Unit,
  accept: Admission | null,
  hits: readonly RankedHit[],
): Promise<readonly RankedHit[]> {
  if (hits.length === 0) return hits;
  const sharing = await ranker.duplicatesOf(passagesOf(hits), { unit, accept, limit: MAX_HIT_DUPLICATES });
  if (sharing === null) return hits;
  return hits.map((hit, i) => (sharing[i].count === 0 ? hit : { ...hit, duplicates: sharing[i] }));
}

/** Characters that a list of ids takes in an answer, at least: quotes and a comma each. */
export function writtenLength(ids: readonly string[]): number {
  return ids.reduce((sum, { length }) => sum + length + 3, 0);
}
