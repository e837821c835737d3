import type { Ranking } from './retriever.ts';

/** Passages asked for at first, for each document wanted, and the factor when they name too few. Moves time only. */
export const FIRST_FACTOR = 3;
const GROWTH = 2;

/**
 * Ranks documents by their best passage, through a ranking of passages: the first passage of a document in the list is
 * its best, so a list that names enough documents, or that is whole, gives their exact ranking.
 *
 * @param rankPassages the best `depth` passages; fewer when there are no more
 * @param depth documents wanted
 * @param documents document of each passage
 */
export function rankDocuments(
  rankPassages: (depth: number) => Ranking,
  depth: number,
  documents: Uint32Array,
): Ranking {
  for (let wanted = depth * FIRST_FACTOR; ; wanted *= GROWTH) {
    const ranking = rankPassages(wanted);
    const firsts = firstOfEachDocument(ranking, documents, depth);
    if (firsts.length === depth || ranking.scores.length < wanted) {
      return {
        passages: Uint32Array.from(firsts, (place) => ranking.passages[place]),
        scores: Float64Array.from(firsts, (place) => ranking.scores[place]),
      };
    }
  }
}

/** Places in the ranking, of at most `depth` documents. */
function firstOfEachDocument({ passages }: Ranking, documents: Uint32Array, depth: number): number[] {
  const seen = new Set<number>();
  const places: number[] = [];
  for (let place = 0; place < passages.length && places.length < depth; place++) {
    const document = documents[passages[place]];
    if (seen.has(document)) continue;
    seen.add(document);
    places.push(place);
  }
  return places;
}
