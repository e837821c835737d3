/** Pages of hits. One hit more than a page shows is asked for, because vendors tell whether there are more. */
import type { Hit } from '../../contract/search.ts';
import type { FoundHits } from '../../serving/answer-shape.ts';

export interface HitPage {
  readonly hits: readonly Hit[];
  readonly hasMore: boolean;
}

/** @param count hits that a page shows @returns the `k` to ask for */
export function pageAndNext(count: number): number {
  return count + 1;
}

/** @param found what was asked for with `pageAndNext(count)` */
export function pageOfHits(found: FoundHits, count: number): HitPage {
  const hits = found.hits();
  return { hits: hits.slice(0, count), hasMore: hits.length > count };
}
