import { MAX_HIT_DUPLICATES } from '../limits.ts';
import { type Fold, passagesOf, type RankedHit } from './legs.ts';
import type { DuplicateOptions, LegOptions, Likeness, Ranker, TextDuplicates } from './ranker.ts';

/** Texts that are alike take one place in a list: the best of them stands for all. */

type Unit = LegOptions<unknown>['unit'];

/** Keeps of several hits that are alike the first. */
export function foldDuplicates(ranker: Ranker, unit: Unit, likeness: Likeness): Fold {
  return async (hits) => {
    if (hits.length < 2) return hits;
    const firsts = await ranker.firstsOf(passagesOf(hits), unit, likeness);
    if (firsts === null) return hits;
    const seen = new Set<number>();
    return hits.filter((_, i) => !seen.has(firsts[i]) && seen.add(firsts[i]));
  };
}

/** The hits of a page, each with the ids of those that are like it. @param options `accept`: what the search admits */
export async function nameDuplicates<Admission>(
  ranker: Ranker<Admission>,
  options: Omit<DuplicateOptions<Admission>, 'limit'>,
  hits: readonly RankedHit[],
): Promise<readonly RankedHit[]> {
  if (hits.length === 0) return hits;
  const sharing = await ranker.duplicatesOf(passagesOf(hits), { ...options, limit: MAX_HIT_DUPLICATES });
  if (sharing === null) return hits;
  const isAlone = ({ count, near }: TextDuplicates): boolean => count === 0 && near === undefined;
  return hits.map((hit, i) => (isAlone(sharing[i]) ? hit : { ...hit, duplicates: sharing[i] }));
}

/** Characters that the named ids take in an answer, at least: quotes and a comma each. */
export function writtenLength({ ids, near }: Omit<TextDuplicates, 'count'>): number {
  return (near === undefined ? 0 : writtenLength(near)) + ids.reduce((sum, { length }) => sum + length + 3, 0);
}
