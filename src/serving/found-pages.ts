import type { Hit } from '../contract/search.ts';
import { type RankedSearch, type SearchPipeline, saidBeside } from '../retrieval/search-pipeline.ts';
import type { FoundHits } from './answer-shape.ts';
import { noteLegs } from './noted-legs.ts';

/** What a ranked search gives a shape to write: hits are made when they are asked for, or written at once. */
export function foundIn(pipeline: SearchPipeline, ranked: RankedSearch): FoundHits[] {
  return ranked.pages.map((page, query) => {
    let hits: readonly Hit[] | undefined;
    return {
      ...saidBeside(page),
      count: page.hits.length,
      legs: () => noteLegs(page.hits),
      ids: () => pipeline.idsOf(ranked, query),
      hits() {
        hits ??= pipeline.present(ranked, query);
        return hits;
      },
      write: (out) => pipeline.write(ranked, query, out),
    };
  });
}
